import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { isValidCIDR } from 'ipaddr.js';
import { z } from 'zod';

const whole = (from: number, to: number) => z.coerce.number().int().min(from).max(to);
const commaSeparated = (list: string) =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
const isNetwork = (text: string) => isIP(text) !== 0 || (isIP(text.split('/')[0] ?? '') !== 0 && isValidCIDR(text));

/** Every setting, in the order of the README's table, which a test compares with this list. */
export const settingsSchema = z.object({
  PORT: whole(0, 65535).default(3000).describe('port of the API; 0 takes a free one'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'it must be an address such as postgres://user:password@host:5432/database',
    })
    .optional()
    .describe('PostgreSQL ≥ 14 to use; absent: the embedded server'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('.data')
    .transform((path) => resolve(path))
    .describe('folder of the embedded server, the signing key and import reports'),
  FILES_DIR: z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .refine((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory(), 'must be a folder that exists')
    .optional()
    .describe('folder of media that rows name by their paths, and of pictures and exports; absent: files in DATA_DIR'),
  FILES_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'it must be the name of a bucket')
    .optional()
    .describe(
      'bucket of S3, or of a service that speaks its protocol, for pictures and exports; absent: a local folder',
    ),
  FILES_S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'it must be an address such as https://s3.example.org' })
    .optional()
    .describe('address of another service than Amazon’s'),
  FILES_S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'it must be a region such as eu-central-1')
    .optional()
    .describe('region of the bucket; absent: `AWS_REGION`'),
  FILES_S3_PREFIX: z
    .string()
    .regex(
      /^([\w!.*'()-][\w!.*'()/-]{0,499})?$/,
      'it must have 500 letters, digits, and - _ . / or fewer, and not begin with /',
    )
    .default('')
    .describe('what the keys in the bucket begin with, such as `continuity/`'),
  ADMIN_EMAIL: z.email().default('admin@continuity.local').describe('e-mail address of the first administrator'),
  ADMIN_PASSWORD: z
    .string()
    .min(10)
    .max(200)
    .optional()
    .describe('password of the first administrator (10 characters or more); absent: generated and printed once'),
  JWT_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('key that signs access tokens (32 characters or more); absent: generated and kept in DATA_DIR'),
  ACCESS_TOKEN_SECONDS: whole(60, 86_400).default(3600).describe('how long a sign-in lasts'),
  DEMO_DATA: z
    .enum(['on', 'off'])
    .default('on')
    .describe('load the demonstration project into a new embedded database'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('least severe log line that is written'),
  LOG_FORMAT: z
    .enum(['auto', 'json', 'pretty'])
    .default('auto')
    .describe('auto: pretty on a terminal, JSON lines elsewhere'),
  SLOW_QUERY_MS: whole(1, 3_600_000).default(200).describe('queries slower than this are logged by name'),
  DATABASE_POOL_SIZE: whole(2, 500).default(10).describe('connections for requests'),
  EXPORT_POOL_SIZE: whole(1, 100).default(4).describe('connections for exports; so many run at once'),
  LOCK_TIMEOUT_MS: whole(100, 60_000).default(5000).describe('how long a write waits for a lock before it answers 503'),
  STATEMENT_TIMEOUT_MS: whole(1000, 3_600_000).default(30_000).describe('how long one statement of a request may run'),
  MAX_BODY_BYTES: whole(1024, 100_000_000).default(10_000_000).describe('largest JSON body'),
  MAX_IMPORT_BYTES: whole(1024, 100_000_000_000).default(2_000_000_000).describe('largest import'),
  WORKERS: whole(0, 35)
    .default(4)
    .describe('chunks of jobs that this process works on at a time; 0: none, for an API beside workers of their own'),
  JOBS_PER_PERSON: whole(1, 1000).default(10).describe('jobs that one person may have running at a time'),
  MAX_IMAGE_BYTES: whole(1024, 1_000_000_000).default(50_000_000).describe('largest picture that a crawl fetches'),
  MAX_DRAWING_BYTES: whole(1024, 1_000_000_000).default(100_000_000).describe('largest drawing that is taken'),
  OPENVERSE_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.openverse.org')
    .describe('address of the Openverse API'),
  WIKIMEDIA_COMMONS_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://commons.wikimedia.org')
    .describe('address of Wikimedia Commons'),
  FILES_GRACE_SECONDS: whole(0, 31_536_000)
    .default(86_400)
    .describe('how long a file stays that no row refers to any more'),
  TRASH_RETENTION_DAYS: z
    .union([z.literal('never'), whole(1, 36_500)], { error: 'it must be a number of days from 1, or never' })
    .default(30)
    .describe('after so many days what is deleted goes for good, every night; `never`: only by `trash empty`'),
  SHUTDOWN_SECONDS: whole(1, 600).default(30).describe('how long a shutdown waits for requests in flight'),
  TRUST_PROXY: z
    .string()
    .default('')
    .transform(commaSeparated)
    .refine(
      (list) => list.every((part) => isIP(part.split('/')[0] ?? '') !== 0),
      'must be addresses or CIDR ranges, comma separated',
    )
    .describe('addresses of proxies whose X-Forwarded-For is believed'),
  CRAWLER_ALLOWED_NETWORKS: z
    .string()
    .default('')
    .transform(commaSeparated)
    .refine((list) => list.every(isNetwork), 'must be addresses or CIDR ranges, comma separated')
    .describe('networks that crawls may reach though they are not public: addresses or CIDR ranges, comma separated'),
  CRAWLER_CONTACT: z
    .union([z.email(), z.url({ protocol: /^https?$/ })], {
      error: 'it must be an e-mail address or an address such as https://example.org/crawler',
    })
    .refine((contact) => /^[!-~]{1,200}$/.test(contact) && !/[()\\]/.test(contact), {
      error: 'it must be ASCII without parentheses, 200 characters or fewer: requests carry it',
    })
    .optional()
    .describe(
      'e-mail address or web address of whoever runs the crawls; requests name it, and some providers demand it',
    ),
});

/** The settings as the program uses them. Units are in the names. */
export type Settings = z.infer<typeof settingsSchema>;

/** A setting is wrong. The message names it in one sentence. */
export class SettingsError extends Error {
  override name = 'SettingsError';
  /** Of the command line: wrong use. */
  readonly exitCode = 2;
}

/** Injection token of the one {@link Settings} object. */
export const SETTINGS = Symbol('SETTINGS');

/**
 * Reads and checks every setting once. An empty value counts as absent.
 *
 * @throws SettingsError that names the first wrong setting
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const read = settingsSchema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const name = String(issue?.path[0] ?? '');
  const shown = /PASSWORD|SECRET|URL/.test(name) ? '' : ` (it is "${String(environment[name])}")`;
  throw new SettingsError(`The setting ${name} is wrong${shown}: ${issue?.message ?? ''}.`);
}
