import { meantMarks } from './mistyped';

/** Marks of a job as detailers number them: main marks by sequence and kind of member, minor marks in one run a kind. */
function marksOfJob(): string[] {
  const marks: string[] = [];
  const run = (head: string, from: number, until: number, tail = '', step = 1): void => {
    for (let number = from; number <= until; number += step) marks.push(`${head}${number}${tail}`);
  };
  for (const [head, until] of [
    ['B', 480],
    ['C', 160],
    ['G', 90],
    ['BR', 140],
    ['CP', 40],
    ['HR', 75],
    ['LN', 60],
    ['TR', 24],
    ['AB', 30],
  ] as const)
    run(head, 1, until);
  for (let sequence = 1; sequence <= 25; sequence++) {
    run(`${sequence}B`, 1, 140);
    run(`${sequence}C`, 1, 40);
    run(`${sequence}BR`, 1, 30);
  }
  run('B', 101, 340, 'A', 3);
  run('G', 1, 90, '-N');
  for (const kind of ['L', 'ST', 'HR']) for (let member = 100; member < 220; member++) run(`M${member}${kind}`, 1, 4);
  for (const head of ['A', 'E', 'F']) run(`${head}-`, 1, 260);
  run('B', 1001, 2700);
  run('C', 2001, 2600);
  run('BM-', 1, 120);
  run('COL-', 1, 90);
  for (const head of ['a', 'p', 'w', 'hss', 'rb', 'fb', 'm', 'c', 'gr']) run(head, 101, 1160);
  return marks.slice(0, 20_000);
}

/** What was typed, and what was meant. */
const SLIPS: readonly (readonly [typed: string, meant: string])[] = [
  // two characters exchanged
  ['B21', 'B12'],
  ['1B23', '1B32'],
  ['B1024', 'B1042'],
  ['p562', 'p652'],
  ['M192L1', 'M129L1'],
  ['RB12', 'BR12'],
  ['C2310', 'C2130'],
  ['hs1s55', 'hss155'],
  ['A-132', 'A-123'],
  ['a644', 'a464'],
  // one typed twice
  ['BB12', 'B12'],
  ['G77', 'G7'],
  ['1BB14', '1B14'],
  ['a4466', 'a466'],
  ['M1299L2', 'M129L2'],
  ['CCP2', 'CP2'],
  ['B10077', 'B1007'],
  ['A--21', 'A-21'],
  ['hsss120', 'hss120'],
  ['C22105', 'C2105'],
  // one left out
  ['M19L1', 'M129L1'],
  ['B100', 'B1007'],
  ['hs155', 'hss155'],
  ['1R12', '1BR12'],
  ['C210', 'C2107'],
  ['M129ST', 'M129ST2'],
  ['B14', 'B149'],
  ['12B9', '12B93'],
  ['p65', 'p652'],
  ['rb06', 'rb106'],
  // O for 0, I or L for 1, S for 5, B for 8, Z for 2
  ['B1O1', 'B101'],
  ['Gl', 'G1'],
  ['BI2', 'B12'],
  ['M129LI', 'M129L1'],
  ['a4S6', 'a456'],
  ['p6BO', 'p680'],
  ['CPZ', 'CP2'],
  ['8R12', 'BR12'],
  ['B2OO7', 'B2007'],
  ['C2I0S', 'C2105'],
  // a hyphen, a point or a space more or less
  ['CP-2', 'CP2'],
  ['A21', 'A-21'],
  ['B-12', 'B12'],
  ['M-129-L1', 'M129L1'],
  ['COL12', 'COL-12'],
  ['G 12 N', 'G12-N'],
  ['BM.7', 'BM-7'],
  ['a-466', 'a466'],
  // a neighbour on the keyboard
  ['N12', 'B12'],
  ['B1008', 'B1007'],
];

describe('what was meant by a mistyped mark', () => {
  const marks = marksOfJob();
  const compared = marks.map((mark) => ({ mark: mark.toLowerCase() }));
  const meant = (typed: string, among = compared, limit = 10) => meantMarks(typed.trim().toLowerCase(), among, limit);

  it('is among the first ten of 20,000 marks for 95 of 100 slips', () => {
    expect(new Set(marks).size).toBe(20_000);
    expect(SLIPS).toHaveLength(50);
    for (const [typed, right] of SLIPS) {
      expect(marks).toContain(right);
      expect(typed).not.toBe(right);
    }
    const missed = SLIPS.filter(([typed, right]) => !meant(typed).some(({ mark }) => mark === right.toLowerCase()));
    expect(missed.length / SLIPS.length).toBeLessThanOrEqual(0.05);
  });

  it('stands first with 1 when it was not mistyped, and every score is between 0 and 1, falling', () => {
    for (const [typed] of SLIPS.slice(0, 10)) {
      const scores = meant(typed, compared, 50).map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((one, other) => other - one));
      for (const score of scores) expect(score > 0 && score <= 1).toBe(true);
    }
    expect(meant(' b12 ', compared, 1)).toEqual([{ mark: 'b12', score: 1 }]);
    expect(meant('CP-2', compared, 1)[0]).toMatchObject({ mark: 'cp2' });
    expect(meant('M129L', [{ mark: 'm129l1' }, { mark: 'q7' }]).map(({ mark }) => mark)).toEqual(['m129l1']);
  });

  it('may go on much longer than what was typed, and then stands behind what is near', () => {
    const among = ['b1', 'b12', 'b1-northern-stair-7'].map((mark) => ({ mark }));
    expect(meant('b1', among).map(({ mark }) => mark)).toEqual(['b1', 'b12', 'b1-northern-stair-7']);
  });
});
