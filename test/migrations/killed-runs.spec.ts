import { type Direction, KilledRuns } from '../support/killed-runs';

describe.each<Direction>(['up', 'down'])('a run %s that is killed at any moment', (direction) => {
  let runs: KilledRuns;

  beforeAll(async () => {
    runs = await KilledRuns.create(direction, 1000);
  });

  afterAll(() => runs.drop());

  it('is finished by a plain second run, with the schema and the rows of one that nobody disturbed', async () => {
    for (let third = 0; third < 3; third++) await runs.killInPart(third, 3, 20);
  });
});
