import { setTimeout as sleep } from 'node:timers/promises';
import { reopened } from '../support/database';
import { type Direction, KilledRuns } from '../support/killed-runs';
import { Postgres14 } from '../support/postgres-14';

const STOPS = 6;
const usual = process.env.CONTINUITY_TEST_SERVER;

/** A server that writes through to the disk, as an administrator's does: what it has confirmed outlives its crash. */
let server: Postgres14;

beforeAll(async () => {
  server = await Postgres14.start({ durable: true });
  process.env.CONTINUITY_TEST_SERVER = server.url;
});

afterAll(async () => {
  process.env.CONTINUITY_TEST_SERVER = usual;
  await server.stop();
});

it.each<Direction>(['up', 'down'])(
  'a run %s whose server is stopped without notice is finished by a plain second run, as if nothing had been',
  async (direction) => {
    const runs = await KilledRuns.create(direction, 3000);
    for (let stop = 0; stop < STOPS; stop++) {
      const event = 1 + Math.floor((runs.eventCount * (stop + Math.random() * 0.9)) / STOPS);
      const database = await runs.copy();
      const runner = runs.start(database);
      await runner.told(event);
      await sleep(Math.random() * 30);
      await server.crash();
      expect((await runner.ended).error?.name).toMatch(/^(SessionLostError|MigratorLockLostError)$/);
      const again = await reopened(database);
      await runs.finish(again, runner.events);
      await again.drop();
    }
    await runs.drop();
  },
  3_600_000,
);
