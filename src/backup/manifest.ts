import { z } from 'zod';
import { BackupDamagedError } from './backup-errors';

/** Counts up when an older program could no longer read a backup. */
export const FORMAT_VERSION = 2;
/** What a backup without files still is, so that older programs read it. */
const WITHOUT_FILES = 1;

const FORMAT = 'continuity-backup';
export const MANIFEST = 'manifest.json';
export const SCHEMA = 'schema.json';
export const FILES = 'files.tar';

const digest = { bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) };

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  format_version: z.union([z.literal(WITHOUT_FILES), z.literal(FORMAT_VERSION)]),
  created_at: z.iso.datetime(),
  program_version: z.string(),
  server_version: z.string(),
  server_major: z.int(),
  database: z.string(),
  encoding: z.string(),
  locale: z.object({ provider: z.string(), collate: z.string(), ctype: z.string(), name: z.string().nullable() }),
  /** The newest row of the migrator's table, or null where there is none. */
  schema_position: z.string().nullable(),
  left_out: z.array(z.string()),
  schema: z.object(digest),
  /** The files of the store, where they were taken along. */
  files: z.object({ count: z.int().min(0), ...digest }).optional(),
  tables: z.array(
    z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()), rows: z.int().min(0), ...digest }),
  ),
  sequences: z.array(
    z.object({ schema: z.string(), name: z.string(), last_value: z.string().regex(/^-?\d+$/), is_called: z.boolean() }),
  ),
});

/** What a backup says of itself: its last entry. */
export type Manifest = z.infer<typeof manifestSchema>;
export type TableManifest = Manifest['tables'][number];
export type SequenceManifest = Manifest['sequences'][number];

/** The manifest's text, for a new backup. */
export function writeManifest(manifest: Omit<Manifest, 'format' | 'format_version'>): string {
  const format_version = manifest.files ? FORMAT_VERSION : WITHOUT_FILES;
  return JSON.stringify({ format: FORMAT, format_version, ...manifest }, undefined, 2);
}

/**
 * Reads a manifest.
 *
 * @param path of the backup, for the message
 * @throws BackupDamagedError when it is none, or one of a newer format
 */
export function readManifest(text: string, path: string): Manifest {
  const given = parsed(text);
  const { format, format_version, program_version } = (given ?? {}) as Record<string, unknown>;
  if (format !== FORMAT) throw new BackupDamagedError(`${path} is not a backup that Continuity made.`);
  if (typeof format_version === 'number' && format_version > FORMAT_VERSION)
    throw new BackupDamagedError(
      `${path} was made by a newer version of Continuity (${String(program_version)}). Use that version to restore it.`,
    );
  const read = manifestSchema.safeParse(given);
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join('.') ?? '';
  throw new BackupDamagedError(
    `${path} is damaged: ${where} of its manifest is not as it must be. Use another backup.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The entry of a table's rows. Names are written so that no two tables meet, whatever signs they have. */
export function entryOf({ schema, name }: { schema: string; name: string }): string {
  const plain = (part: string) => encodeURIComponent(part).replaceAll('.', '%2E');
  return `data/${plain(schema)}.${plain(name)}.copy`;
}
