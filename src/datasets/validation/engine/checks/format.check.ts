import type { Check } from './check';

/** Its content is of a format that the rules take. */
export const format: Check = {
  name: 'format',
  level: 'basic',
  judge: ({ format }, { formats }) => {
    if (formats === null) return null;
    if (format !== null && formats.includes(format)) return { passed: true };
    return { passed: false, detail: `The format is ${format ?? 'unknown'}; taken are ${formats.join(', ')}.` };
  },
};
