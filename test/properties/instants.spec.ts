import fc from 'fast-check';
import { instantText } from '../../src/database/instant-text';
import { Instant } from '../../src/http/fields';
import { checked } from '../../src/http/validation';
import { runs } from '../support/arbitraries';
import { newDatabase, type TestDatabase } from '../support/database';

class Body {
  @Instant()
  at!: string;
}

const digits = (count: number, max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(count, '0'));

/** Most of them are instants; years, days and offsets reach a little beyond what there is; PostgreSQL knows no offsets from 16 hours on. */
const texts = fc
  .tuple(
    fc.oneof(digits(4, 9999), fc.constantFrom('0000', '0001', '9999', '1900', '2000', '2024')),
    ...[digits(2, 13), digits(2, 32), digits(2, 24), digits(2, 60), digits(2, 60)],
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,10}$/)),
    fc.oneof(fc.constantFrom('Z', 'z'), fc.stringMatching(/^[+-](0\d|1[0-5]):[0-6]\d$/)),
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

  it('that passes is the one that PostgreSQL reads, and is written as PostgreSQL writes it', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (given) => {
        const { value, errors } = checked(Body, { at: given });
        fc.pre(errors.length === 0);
        // PostgreSQL rounds where the rest is cut off here.
        const [row] = await database.sql<{ stored: string; same: boolean }>(
          `select ${instantText('$1::timestamptz')} as stored, $1::timestamptz = $2::timestamptz as same`,
          [value.at, given.replace(/(\.\d{6})\d+/, '$1')],
        );
        expect(row).toEqual({ stored: value.at, same: true });
      }),
      runs,
    );
  });
});
