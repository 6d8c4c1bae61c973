import type { FastifyBodyParser, FastifyInstance } from 'fastify';
import { ProblemError } from './problem';

const NUMBER = /-?(\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const MANY_DIGITS = /\d{16}/;

/**
 * The first number of a JSON text whose whole part a double cannot keep, so that JSON.parse would change it silently.
 *
 * @returns the number as it is written, and as it would be kept; undefined when all are kept
 */
export function roundedNumber(json: string): { written: string; kept: string } | undefined {
  // Most bodies have no such number, and are not looked through.
  if (!MANY_DIGITS.test(json)) return undefined;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '"') {
      at = endOfText(json, at);
      continue;
    }
    NUMBER.lastIndex = at;
    const [written, whole] = NUMBER.exec(json) ?? [];
    if (written === undefined || whole === undefined) continue;
    at += written.length - 1;
    if (whole.length < 16 || /[eE]/.test(written)) continue;
    const kept = String(Number(written));
    if (Number.isFinite(Number(written)) && wholeOf(kept) !== BigInt(whole)) return { written, kept };
  }
  return undefined;
}

/** The whole part of a number as JavaScript writes it, without its sign: `1e+23` is a one with 23 zeros. */
function wholeOf(written: string): bigint {
  const [, first = '', rest = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:e\+(\d+))?$/.exec(written) ?? [];
  const digits = Number(exponent);
  return BigInt(first + rest.slice(0, digits).padEnd(digits, '0'));
}

/** The place of the quote that ends the text which begins here, or of the last character. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === '\\') at++;
    else if (json[at] === '"') return at;
  }
  return json.length;
}

/**
 * Reads JSON as Fastify does (no `__proto__`), and refuses whole numbers that would not be kept; one with an exponent is
 * taken as the double that it is. Where a route takes a stream, JSON is left unread: the guard refuses it by the route's own
 * media types.
 */
export function jsonParser(fastify: FastifyInstance): FastifyBodyParser<string> {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (request, text, done) => {
    if (request.routeOptions.config.consumes !== undefined) {
      done(null, undefined);
      return;
    }
    const rounded = roundedNumber(text);
    if (rounded) done(refusalOfRounded(rounded));
    else
      void parse(request, text, (error, body) => {
        if (error === null) done(null, body);
        else done(text.trim() === '' ? error : refusalOfText(text));
      });
  };
}

function refusalOfRounded({ written, kept }: { written: string; kept: string }): ProblemError {
  const number = written.slice(0, 60);
  return new ProblemError(
    'invalid_input',
    `The number ${number} would be kept as ${kept}: numbers are kept as doubles. Send it as text.`,
    [{ pointer: '', detail: `holds ${number}, which a double cannot keep` }],
  );
}

/** What is wrong with a text that Fastify has refused. */
function refusalOfText(text: string): ProblemError {
  try {
    JSON.parse(text);
  } catch (error) {
    return new ProblemError(
      'malformed_request',
      `The body is not valid JSON: ${(error as Error).message.slice(0, 200)}.`,
    );
  }
  return new ProblemError(
    'malformed_request',
    'The body has a key "__proto__", or "prototype" in a "constructor", which programs misread. Give it another name.',
  );
}
