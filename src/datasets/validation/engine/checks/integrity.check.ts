import type { Check } from './check';

/** The picture can be decoded; a damaged one passes with a remark, unless the rules refuse it. */
export const integrity: Check = {
  name: 'integrity',
  level: 'basic',
  judge: ({ verdict, reason }, rules) => {
    const passed = verdict === 'ok' || (verdict === 'recoverable' && rules.recoverable === 'allow');
    return { passed, ...(reason && { detail: reason.detail }) };
  },
};
