import { Instant, Optional } from './fields';
import './http.problems';
import { checked } from './validation';

class Query {
  @Optional()
  @Instant()
  since?: string;
}

describe('an instant', () => {
  it.each([
    '2026-07-28T09:30:00Z',
    '2026-07-28t09:30:00z',
    '2026-07-28T09:30:00.123456789+02:00',
    '2024-02-29T23:59:59-15:59',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999Z',
    '2000-02-29T00:00:00Z',
  ])('is taken as it stands: %s', (since) => {
    const { value, errors } = checked(Query, { since });
    expect([value.since, errors]).toEqual([since, []]);
  });

  it.each([
    ...['', 'yesterday', 'now', 'infinity', '2026-07-28', '09:30:00Z', '2026-07-28T09:30:00', '2026-07-28 09:30:00Z'],
    ...['2026-07-28T09:30Z', '2026-07-28T09:30:00+02', '2026-07-28T09:30:00+0200', '2026-07-28T09:30:00+16:00'],
    ...['2026-13-01T00:00:00Z', '2026-00-01T00:00:00Z', '2026-02-29T00:00:00Z', '1900-02-29T00:00:00Z'],
    ...['2026-04-31T00:00:00Z', '2026-01-00T00:00:00Z', '2026-07-28T24:00:00Z', '2026-07-28T09:60:00Z'],
    ...['2026-07-28T09:30:60Z', '0000-01-01T00:00:00Z', '10000-01-01T00:00:00Z', '-001-01-01T00:00:00Z'],
    ...['2026-07-28T09:30:00.Z', '2026-07-28T09:30:00.1234567890Z', '2026-07-28T09:30:00Z\n', '٢٠٢٦-07-28T09:30:00Z'],
    ...[7, true, null, {}, ['2026-07-28T09:30:00Z']],
  ])('is refused where it names none: %j', (since) => {
    expect(checked(Query, { since }).errors).toEqual([
      { pointer: '/since', detail: 'must be a date and time with its offset, such as 2026-07-28T09:30:00Z' },
    ]);
  });
});
