const { writeFileSync } = require('node:fs');

/** Writes the run's totals to the file that JEST_RESULTS names, for continuous integration. */
module.exports = class ResultsReporter {
  onRunComplete(_contexts, results) {
    if (process.env.JEST_RESULTS) writeFileSync(process.env.JEST_RESULTS, JSON.stringify(results));
  }
};
