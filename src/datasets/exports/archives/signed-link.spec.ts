import fc from 'fast-check';
import { createHmac, randomBytes } from 'node:crypto';
import { signLink, verifyLink } from './signed-link';

const key = randomBytes(48);
const target = { purpose: 'download', id: 'export-42' };
const at = (seconds: number) => new Date(seconds * 1000);

it('opens what it was signed for, until its moment', () => {
  const signature = signLink(target, at(2000), key);
  expect(signature).toMatch(/^2000\.[\w-]{43}$/);
  expect(verifyLink(signature, target, key, at(1999.999))).toBe('ok');
  expect(verifyLink(signature, target, key, at(2000))).toBe('expired');
});

it('opens nothing else, and does not say that it has expired there', () => {
  const signature = signLink(target, at(2000), key);
  for (const now of [at(1000), at(3000)]) {
    expect(verifyLink(signature, { ...target, id: 'export-43' }, key, now)).toBe('wrong');
    expect(verifyLink(signature, { ...target, purpose: 'upload' }, key, now)).toBe('wrong');
    expect(verifyLink(signature, target, randomBytes(48), now)).toBe('wrong');
    expect(verifyLink(signature.replace('2000', '9000'), target, key, now)).toBe('wrong');
  }
});

it.each([
  '',
  '.',
  '2000',
  '2000.',
  `02000.${'a'.repeat(43)}`,
  `2000.${'a'.repeat(42)}`,
  `2000.${'a'.repeat(44)}`,
  `NaN.${'a'.repeat(43)}`,
  `-1.${'a'.repeat(43)}`,
  `2000.${'é'.repeat(43)}`,
])('is wrong, and no error: %j', (signature) => {
  expect(verifyLink(signature, target, key, at(1000))).toBe('wrong');
});

it('no other text is a signature, whichever character is changed', () => {
  const signature = signLink(target, at(2000), key);
  fc.assert(
    fc.property(fc.nat(signature.length - 1), fc.stringMatching(/^[\w.=-]$/), (index, character) => {
      const changed = signature.slice(0, index) + character + signature.slice(index + 1);
      expect(verifyLink(changed, target, key, at(1000))).toBe(changed === signature ? 'ok' : 'wrong');
    }),
    { numRuns: 500 },
  );
});

it('is signed with a key of its own, not with the one that was handed in', () => {
  const mac = createHmac('sha256', key)
    .update(JSON.stringify(['download', 'export-42', '2000']))
    .digest('base64url');
  expect(verifyLink(`2000.${mac}`, target, key, at(1000))).toBe('wrong');
});
