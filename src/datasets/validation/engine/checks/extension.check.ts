import { formatOfName } from '../picture-format';
import type { Check } from './check';

/**
 * Its name's extension names a format that the rules take, and the one that the content has; a difference is remarked, or
 * refused. A name without an extension, or with one that is no picture's (as of the script that made it), says nothing.
 */
export const extension: Check = {
  name: 'extension',
  level: 'basic',
  judge: ({ format }, rules, { file_name }) => {
    const named = file_name === null ? null : formatOfName(file_name);
    if (named === null) return null;
    if (rules.formats && !rules.formats.includes(named.format))
      return { passed: false, detail: `The extension ${named.extension} is of no format that is taken.` };
    if (format === null || format === named.format) return { passed: true };
    const detail = `The extension is ${named.extension}, but the content is ${format}.`;
    return { passed: rules.extension_mismatch === 'allow', detail };
  },
};
