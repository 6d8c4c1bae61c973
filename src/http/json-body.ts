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
    const kept = Number(written);
    if (whole.length < 16 || /[eE]/.test(written) || !Number.isFinite(kept)) continue;
    if (BigInt(Math.trunc(Math.abs(kept))) !== BigInt(whole))
      return { written, kept: String(BigInt(Math.trunc(kept))) };
  }
  return undefined;
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
 * Reads JSON as Fastify does (no `__proto__`), and refuses numbers that would not be kept. Where a route takes a stream,
 * JSON is left unread: the guard refuses it by the route's own media types.
 */
export function jsonParser(fastify: FastifyInstance): FastifyBodyParser<string> {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (request, text, done) => {
    if (request.routeOptions.config.consumes !== undefined) {
      done(null, undefined);
      return;
    }
    const rounded = roundedNumber(text);
    if (rounded === undefined) void parse(request, text, done);
    else
      done(
        new ProblemError(
          'invalid_input',
          `The number ${rounded.written.slice(0, 60)} would be kept as ${rounded.kept.slice(0, 60)}: numbers are kept as doubles. Send it as text.`,
          [{ pointer: '', detail: `holds ${rounded.written.slice(0, 60)}, which a double cannot keep` }],
        ),
      );
  };
}
