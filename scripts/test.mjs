/**
 * `npm test`: everything that must hold before a change is handed in. The checks run beside the tests, which leave the
 * processor idle now and then. What a check complains of is shown when it ends, and once more at the very end.
 * Words that are given go to Jest.
 */
import { spawn } from 'node:child_process';

const [checks, tests] = await Promise.all([
  run('npm', ['run', '--silent', 'checks'], 'pipe'),
  run(process.execPath, ['node_modules/jest/bin/jest.js', ...process.argv.slice(2)], 'inherit'),
]);

process.stdout.write(`\n${checks.output}\nThe checks ${checks.code === 0 ? 'passed' : 'FAILED'}; `);
process.stdout.write(`the tests ${tests.code === 0 ? 'passed' : 'FAILED'}.\n`);
process.exitCode = checks.code || tests.code;

/** Ends with the command's exit code, and with what it has said where that was not for everybody's eyes at once. */
function run(command, words, stdio) {
  const child = spawn(command, words, { stdio: ['inherit', stdio, stdio], shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (output += piece.toString()));
  return new Promise((settle) => {
    child.on('error', (error) => settle({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => {
      if (code !== 0 && stdio === 'pipe') process.stderr.write(`${output}\nThe checks FAILED; the tests go on.\n`);
      settle({ code: code ?? 1, output });
    });
  });
}
