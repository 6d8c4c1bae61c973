import '../../http/http.problems';
import { refusalOfKey } from './key-refusal';

const SERIAL = {
  constraint: 'idx_made_up_parts_serial_unique',
  within: ['drawing_id'],
  field: 'serial',
  key: (sql: string) => sql,
  word: 'serial number',
};

describe('the refusal of a key that is taken', () => {
  it.each([
    [7, 'The serial number "7"'],
    [0, 'The serial number "0"'],
    ['007', 'The serial number "007"'],
    [null, 'An empty serial number'],
    [undefined, 'An empty serial number'],
    [[1, 2], 'The serial number "[1,2]"'],
  ])('names the value %j as %s', (serial, subject) => {
    expect(refusalOfKey(SERIAL, { serial }, 'is taken.', null).detail).toBe(`${subject} is taken.`);
  });
});
