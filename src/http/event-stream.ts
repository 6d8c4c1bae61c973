import type { FastifyReply } from 'fastify';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** One server-sent event (HTML, 9.2). */
export interface ServerSentEvent {
  event: string;
  /** What a client that comes again names as `Last-Event-ID`. */
  id?: string;
  /** On one line: JSON. */
  data: string;
}

/** How often something is looked at. */
const LOOK_MS = 1000;
/** A comment goes out when nothing else does, so that nobody in between takes the connection for dead. */
const HEARTBEAT_MS = 15_000;
/** Then the listener must come again, as browsers do by themselves, with a token that is still good. */
const LONGEST_MS = 300_000;
/** A listener that does not take what it is sent is let go. */
const MOST_BUFFERED = 1_000_000;

/**
 * What somebody listens to, as a stream: looks once a second, and sends what is new.
 *
 * @param look gives the events since the last look; undefined: there will be no more. A look that fails is tried again
 */
export function eventStream(look: () => Promise<readonly ServerSentEvent[] | undefined>): Readable {
  const stream = new PassThrough();
  const ended = new AbortController();
  stream.once('close', () => {
    ended.abort();
  });
  void (async () => {
    const until = Date.now() + LONGEST_MS;
    let sentAt = Date.now();
    while (!ended.signal.aborted && Date.now() < until) {
      const events = await look().catch(() => []);
      if (events === undefined) break;
      if (stream.writableLength > MOST_BUFFERED) stream.destroy();
      for (const event of events) stream.write(textOf(event));
      if (events.length > 0) sentAt = Date.now();
      else if (Date.now() - sentAt >= HEARTBEAT_MS) {
        stream.write(':\n\n');
        sentAt = Date.now();
      }
      await sleep(LOOK_MS, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
    stream.end();
  })();
  return stream;
}

/** Answers with a stream of events, and lets go of it when the connection ends. */
export function sendEvents(reply: FastifyReply, events: Readable): void {
  // Fastify ends it with the response to GET, but not to HEAD.
  reply.raw.once('close', () => events.destroy());
  void reply
    .status(200)
    .headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    .send(events);
}

function textOf({ event, id, data }: ServerSentEvent): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;
}
