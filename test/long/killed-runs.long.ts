import { type Direction, KilledRuns } from '../support/killed-runs';

const KILLS = 20;

it.each<Direction>(['up', 'down'])(
  'a run %s that is killed at any moment is finished by a plain second run, as if nothing had been',
  async (direction) => {
    const runs = await KilledRuns.create(direction, 30_000);
    for (let kill = 0; kill < KILLS; kill++) await runs.killInPart(kill, KILLS, 50);
    await runs.drop();
  },
  3_600_000,
);
