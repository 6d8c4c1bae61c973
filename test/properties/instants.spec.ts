import fc from 'fast-check';
import { Instant } from '../../src/http/fields';
import { checked } from '../../src/http/validation';
import { runs } from '../support/arbitraries';
import { newDatabase, type TestDatabase } from '../support/database';

class Body {
  @Instant()
  at!: string;
}

const digits = (count: number, max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(count, '0'));

/** Most of them are instants; years, days and offsets reach a little beyond what there is. */
const texts = fc
  .tuple(
    fc.oneof(digits(4, 9999), fc.constantFrom('0000', '0001', '9999', '1900', '2000', '2024')),
    ...[digits(2, 13), digits(2, 32), digits(2, 24), digits(2, 60), digits(2, 60)],
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,10}$/)),
    fc.oneof(fc.constantFrom('Z', 'z'), fc.stringMatching(/^[+-][01]\d:[0-6]\d$/)),
  )
  .map(
    ([year, month, day, hour, minute, second, fraction, offset]) =>
      `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${offset}`,
  );

describe('an instant', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await newDatabase('empty');
  });
  afterAll(() => database.drop());

  it('that passes is read by PostgreSQL, and as JavaScript reads it', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (at) => {
        fc.pre(checked(Body, { at }).errors.length === 0);
        const [row] = await database.sql<{ ms: string }>(
          'select floor(extract(epoch from $1::timestamptz) * 1000)::text as ms',
          [at],
        );
        const milliseconds = Date.parse(at.toUpperCase());
        // PostgreSQL rounds to microseconds, which may be the next millisecond.
        expect(Number(row?.ms) - milliseconds).toBeGreaterThanOrEqual(0);
        expect(Number(row?.ms) - milliseconds).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });
});
