import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings';

/** Injection token of the key that signs access tokens. */
export const SIGNING_KEY = Symbol('SIGNING_KEY');

/**
 * The key from the settings, or the one in the data folder, made there once. Two processes that start together end up with
 * the same one: it is written aside and linked into place, which only one of them can do.
 */
export function signingKey(settings: Pick<Settings, 'JWT_SECRET' | 'DATA_DIR'>): Uint8Array {
  if (settings.JWT_SECRET !== undefined) return new TextEncoder().encode(settings.JWT_SECRET);
  const path = join(settings.DATA_DIR, 'signing-key');
  mkdirSync(settings.DATA_DIR, { recursive: true });
  const aside = `${path}.${String(process.pid)}`;
  writeFileSync(aside, randomBytes(48).toString('base64url'), { mode: 0o600 });
  try {
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return new TextEncoder().encode(readFileSync(path, 'utf8'));
}
