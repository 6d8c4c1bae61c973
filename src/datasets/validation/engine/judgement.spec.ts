import { registerCheck } from './checks/check';
import { judge, qualityOf } from './judgement';
import { type PictureFacts, undecodedFacts } from './picture-facts';
import { type Level, type ValidationRules, readRules } from './rules';

const SCORES = { dark: 0.9, bright: 0.8, low_information: 0.9, blurred: 0.9, grey: 0.5 };

const GOOD: PictureFacts = {
  verdict: 'ok',
  reason: null,
  format: 'jpeg',
  bytes: 50_000,
  width: 800,
  height: 600,
  frames: 1,
  animated: false,
  has_alpha: false,
  hash: { value: '0123456789abcdef', quality: 90 },
  scores: SCORES,
};

function rulesOf(level: Level, given: object = {}): ValidationRules {
  const answer = readRules(level, given);
  if ('errors' in answer) throw new Error(JSON.stringify(answer.errors));
  return answer.rules;
}

const scored = (scores: Partial<NonNullable<PictureFacts['scores']>>): PictureFacts => ({
  ...GOOD,
  scores: { ...SCORES, ...scores },
});

/** The names of the checks that failed. */
function failed(facts: PictureFacts, level: Level, given: object = {}, file_name: string | null = 'a.jpg'): string[] {
  const judgement = judge(facts, rulesOf(level, given), { file_name });
  const names = judgement.checks.filter(({ passed }) => !passed).map(({ check }) => check);
  expect(judgement).toMatchObject({ is_valid: names.length === 0, checks_failed: names.length });
  expect(judgement.checks_passed + judgement.checks_failed).toBe(judgement.checks.length);
  for (const name of names) expect(judgement.issues.map(({ check }) => check)).toContain(name);
  return names;
}

describe('a judgement', () => {
  it.each<Level>(['basic', 'standard', 'strict'])('of a good picture finds nothing at level %s', (level) => {
    const judgement = judge(GOOD, rulesOf(level), { file_name: 'a.jpg' });
    expect(judgement).toMatchObject({ verdict: 'ok', is_valid: true, issues: [], checks_failed: 0, quality_score: 1 });
    expect(judgement.facts).toBe(GOOD);
    expect(JSON.parse(JSON.stringify(judgement))).toEqual(judgement);
  });

  it.each<[string, PictureFacts, object, string[]]>([
    ['small', { ...GOOD, width: 49 }, {}, ['dimensions']],
    ['large', { ...GOOD, height: 5000 }, { max_height: 4999 }, ['dimensions']],
    ['just large enough', { ...GOOD, width: 50, height: 50 }, {}, []],
    ['a small file', { ...GOOD, bytes: 1023 }, {}, ['file_size']],
    ['a large file', { ...GOOD, bytes: 10_485_761 }, {}, ['file_size']],
    ['of another format', { ...GOOD, format: 'png' }, { formats: ['jpeg'] }, ['format']],
    ['long', { ...GOOD, width: 5000, height: 100 }, { max_aspect_ratio: 10 }, ['aspect_ratio']],
    ['moving', { ...GOOD, frames: 9, animated: true }, { animated: 'refuse' }, ['frames']],
    ['still', GOOD, { animated: 'refuse' }, []],
    ['of many frames', { ...GOOD, frames: 9, animated: true }, { max_frames: 8 }, ['frames']],
    ['dark', scored({ dark: 0.1 }), {}, ['dark']],
    ['bright', scored({ bright: 0.01 }), {}, ['bright']],
    ['flat', scored({ low_information: 0.1 }), {}, ['low_information']],
    ['blurred, which is not asked', scored({ blurred: 0.1 }), {}, []],
    ['blurred', scored({ blurred: 0.1 }), { blurred: 0.4 }, ['blurred']],
    ['grey, which is not asked', scored({ grey: 0 }), {}, []],
    ['grey', scored({ grey: 0 }), { grey: 'refuse' }, ['grey']],
  ])('by standard rules of a picture that is %s', (_, facts, given, names) => {
    expect(failed(facts, 'standard', given)).toEqual(names);
  });

  it('at level strict asks for more', () => {
    expect(failed({ ...GOOD, verdict: 'recoverable' }, 'standard')).toEqual([]);
    expect(failed({ ...GOOD, verdict: 'recoverable' }, 'strict')).toEqual(['integrity']);
    expect(failed(GOOD, 'standard', {}, 'a.png')).toEqual([]);
    expect(failed(GOOD, 'strict', {}, 'a.png')).toEqual(['extension']);
    expect(failed(scored({ blurred: 0.1 }), 'strict')).toEqual(['blurred']);
    expect(failed({ ...GOOD, width: 5000 }, 'strict')).toEqual(['aspect_ratio']);
  });

  it('at level basic asks for little', () => {
    const poor = {
      ...scored({ dark: 0, bright: 0, low_information: 0, blurred: 0, grey: 0 }),
      width: 1,
      height: 1,
      bytes: 67,
    };
    expect(failed(poor, 'basic', {}, 'a.png')).toEqual([]);
  });

  it('remarks what it lets pass', () => {
    const { is_valid, issues } = judge(GOOD, rulesOf('standard'), { file_name: 'a.png' });
    expect([is_valid, issues]).toEqual([
      true,
      [{ check: 'extension', detail: 'The extension is png, but the content is jpeg.' }],
    ]);
  });

  it.each([
    ['photo.jpeg', []],
    ['photo.JPG', []],
    ['photo', []],
    ['photo.php', []],
    [null, []],
    ['photo.pdf', ['extension']],
    ['photo.svg', ['extension']],
  ])('of a JPEG named %s', (name, names) => {
    expect(failed(GOOD, 'standard', {}, name)).toEqual(names);
  });

  it.each(['corrupt', 'unsupported'] as const)('of a %s file fails, and measures nothing', (verdict) => {
    const facts = undecodedFacts(verdict, { code: 'undecodable', detail: 'No.' }, 50_000, { format: 'jpeg' });
    const judgement = judge(facts, rulesOf('strict'), { file_name: 'a.jpg' });
    expect(judgement).toMatchObject({ verdict, is_valid: false, quality_score: 0 });
    expect(judgement.checks.map(({ check }) => check)).toEqual(['integrity', 'format', 'extension', 'file_size']);
    expect(judgement.issues).toEqual([{ check: 'integrity', detail: 'No.' }]);
  });

  it('takes the check of anybody who registers one', () => {
    class TooSquare {
      readonly name = 'too_square';
      readonly level = 'standard';
      judge({ width, height }: PictureFacts) {
        return width === height
          ? { passed: false, score: 0, detail: 'The picture is square.' }
          : { passed: true, score: 1 };
      }
    }
    const takeBack = registerCheck(new TooSquare());
    const square = { ...GOOD, height: 800 };
    expect(failed(square, 'standard')).toEqual(['too_square']);
    expect(failed(square, 'basic')).toEqual([]);
    expect(() => registerCheck(new TooSquare())).toThrow('already');
    takeBack();
    expect(failed(square, 'standard')).toEqual([]);
    expect(() => registerCheck({ name: 'No Name', level: 'basic', judge: () => null })).toThrow('no name');
  });
});

describe('the quality of a picture', () => {
  it('falls with each of its scores, and is halved by damage', () => {
    expect(qualityOf(GOOD)).toBe(1);
    for (const name of ['dark', 'bright', 'low_information', 'blurred'] as const) {
      const parts = [0, 0.1, 0.3].map((value) => qualityOf(scored({ [name]: value })));
      expect(parts).toEqual(parts.toSorted((a, b) => a - b));
      expect(parts[0]).toBe(0);
      expect(parts[2]).toBeLessThan(1);
    }
    expect(qualityOf({ ...GOOD, verdict: 'recoverable' })).toBe(0.5);
  });
});
