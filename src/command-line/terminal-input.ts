import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { InterruptedError, UsageError } from './exit';

/** Asks on the terminal. The question goes to standard error, since standard output is the answer's. */
export function ask(question: string): Promise<string> {
  return answerTo(question, process.stderr);
}

/** Asks on the terminal, and does not show what is typed. @throws InterruptedError on Ctrl-C */
export async function askSecretly(question: string): Promise<string> {
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  process.stderr.write(question);
  try {
    return await answerTo('', nowhere);
  } finally {
    process.stderr.write('\n');
  }
}

/** The first line, without its end. @throws UsageError when there is none */
export async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input, crlfDelay: Infinity });
  try {
    for await (const line of lines) return line;
  } finally {
    lines.close();
  }
  throw new UsageError('Standard input is empty. Send the password as its first line.');
}

function answerTo(question: string, output: NodeJS.WritableStream): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  return new Promise<string>((resolve, reject) => {
    terminal.once('close', () => {
      reject(new InterruptedError('Stopped. Nothing was changed.'));
    });
    terminal.question(question, (answer) => {
      resolve(answer);
      terminal.close();
    });
  });
}
