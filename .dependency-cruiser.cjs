/** The map of the house, checked: foundations know no feature, rooms meet at their index, nothing goes round in circles. */
const foundations = 'config|database|command-line|files|http|access|activity|resources|transfer|jobs|migrator|backup|operations';
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'foundations-know-no-feature',
      severity: 'error',
      from: { path: `^src/(${foundations})/` },
      to: { path: '^src/([^/]+)/', pathNot: `^src/(${foundations})/` },
    },
    {
      name: 'features-meet-at-their-index',
      comment: "A feature enters another feature only through that one's index.ts.",
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/([^/]+)/', pathNot: ['^src/$1/', `^src/(${foundations})/`, '/index\\.ts$'] },
    },
    {
      name: 'no-unlisted-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
