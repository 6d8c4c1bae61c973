import fc from 'fast-check';
import { requestedRange } from './range';

const whole = { kind: 'whole' };
const part = (start: number, end: number) => ({ kind: 'part', start, end });
const unsatisfiable = { kind: 'unsatisfiable' };

it.each([
  [undefined, whole],
  ['', whole],
  ['bytes=0-0', part(0, 0)],
  ['bytes=0-', part(0, 99)],
  ['bytes=10-19', part(10, 19)],
  ['BYTES=10-19', part(10, 19)],
  ['  bytes=10-19 ', part(10, 19)],
  ['bytes=90-1000', part(90, 99)],
  ['bytes=-10', part(90, 99)],
  ['bytes=-1000', part(0, 99)],
  ['bytes=99-99', part(99, 99)],
  ['bytes=100-', unsatisfiable],
  ['bytes=100-200', unsatisfiable],
  ['bytes=-0', unsatisfiable],
  ['bytes=99999999999999999999-', unsatisfiable],
  ['bytes=0-99999999999999999999', part(0, 99)],
  // Of several the first that is there.
  ['bytes=10-19,30-39', part(10, 19)],
  ['bytes= 500-600 , 30-39', part(30, 39)],
  ['bytes=,10-19,', part(10, 19)],
  ['bytes=500-600,-0', unsatisfiable],
  // What is wrong is as if it were not there, also beside what is right.
  ['bytes=', whole],
  ['bytes=,', whole],
  ['bytes=-', whole],
  ['bytes=a-b', whole],
  ['bytes=20-10', whole],
  ['bytes=99999999999999999999-99999999999999999998', whole],
  ['bytes=10-19,x', whole],
  ['bytes=1 0-19', whole],
  ['bytes=+1-2', whole],
  ['bytes=1.0-2', whole],
  ['bytes:0-1', whole],
  ['items=0-1', whole],
])('%j of 100 bytes is %j', (header, expected) => {
  expect(requestedRange(header, 100)).toEqual(expected);
});

it('of nothing there is no part', () => {
  expect([requestedRange('bytes=0-', 0), requestedRange('bytes=-5', 0)]).toEqual([whole, whole]);
});

it('is always inside, whatever is asked', () => {
  const header = fc.oneof(fc.string(), fc.stringMatching(/^bytes=[bytes=,0-9 -]{0,30}$/));
  fc.assert(
    fc.property(header, fc.nat(200), (text, size) => {
      const range = requestedRange(text, size);
      if (range.kind !== 'part') return;
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.start).toBeLessThanOrEqual(range.end);
      expect(range.end).toBeLessThan(size);
    }),
    { numRuns: 1000 },
  );
});
