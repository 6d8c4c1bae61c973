import { isatty } from 'node:tty';
import pc from 'picocolors';

const { NO_COLOR, FORCE_COLOR = '' } = process.env;
const isForced = !['', '0', 'false'].includes(FORCE_COLOR);

/**
 * Colours of the command line's lines: on a terminal only, for what goes into a file or a pipe is read by programs,
 * in continuous integration too. NO_COLOR turns them off everywhere, FORCE_COLOR on.
 */
export const colors = pc.createColors(!NO_COLOR && (isForced || isatty(1)));
