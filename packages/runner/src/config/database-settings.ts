import type { HistoryMode, PoolerMode } from 'insights-store-timescale'
import { z } from 'zod'
import { type CredentialKeyText, parseKeyList } from './credential-key-list.ts'
import { isDatabaseUrl } from './database-url.ts'
import { setting } from './setting.ts'
import { ON_OR_OFF, oneLine, onOrOff, wholeNumber } from './text-schemas.ts'

/** What can be said of the pooler before the database. */
const POOLER_CHOICES = ['auto', 'none', 'session', 'transaction'] as const satisfies readonly PoolerChoice[]

/** Found out, or given. */
type PoolerChoice = 'auto' | PoolerMode

/** The history has a row of each change, or of each reading. */
export const HISTORY_MODES = ['changes', 'all'] as const satisfies readonly HistoryMode[]

/** Where the data lives, and what its cookies are encrypted with. */
export const DATABASE_SETTINGS = {
  databaseUrl: setting({
    flag: '--database-url',
    argument: '<url>',
    env: ['DATABASE_URL'],
    secret: true,
    yieldsTo: '--data-dir',
    allowed: 'postgres://user:password@host:port/database (also postgresql:// and postgresql+psycopg2://)',
    defaultText: 'none: the embedded database in the data folder',
    schema: z
      .string()
      .trim()
      .refine((text) => isDatabaseUrl(text))
      .describe('PostgreSQL or TimescaleDB to keep the data in.'),
  }),
  databasePoolMax: setting({
    flag: '--database-pool-max',
    argument: '<n>',
    env: ['DATABASE_POOL_MAX'],
    default: 10,
    allowed: 'a whole number from 1 to 1000',
    schema: wholeNumber({ min: 1, max: 1000 }).describe(
      'Most connections of this process to the database at a time, those of the queue among them; a service that syncs needs at least 3.',
    ),
  }),
  databasePooler: setting<PoolerChoice>({
    flag: '--database-pooler',
    argument: '<mode>',
    env: ['DATABASE_POOLER'],
    default: 'auto',
    allowed: POOLER_CHOICES.join(', '),
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(POOLER_CHOICES))
      .describe(
        'What stands before the database: a pooler in session or in transaction mode, or none; auto finds out.',
      ),
  }),
  databaseReadUrl: setting({
    flag: '--database-read-url',
    argument: '<url>',
    env: ['DATABASE_READ_URL'],
    secret: true,
    allowed: 'postgres://user:password@host:port/database (also postgresql:// and postgresql+psycopg2://)',
    defaultText: 'none: all is read from the database itself',
    schema: z
      .string()
      .trim()
      .refine((text) => isDatabaseUrl(text))
      .describe(
        'A replica of that database (a hot standby) to read numbers from: rows, reports, exports, pages of accounts, SQL and assistants.',
      ),
  }),
  databaseReadMaxLagSeconds: setting({
    flag: '--database-read-max-lag-seconds',
    argument: '<s>',
    env: ['DATABASE_READ_MAX_LAG_SECONDS'],
    default: 60,
    allowed: 'a whole number from 0 to 86400',
    schema: wholeNumber({ min: 0, max: 86_400 }).describe(
      'Seconds that the replica may be behind; further behind, or away, the database itself is read.',
    ),
  }),
  databaseTimeoutSeconds: setting({
    flag: '--database-timeout-seconds',
    argument: '<s>',
    env: ['DATABASE_TIMEOUT_SECONDS'],
    default: 30,
    allowed: 'a whole number from 1 to 3600',
    schema: wholeNumber({ min: 1, max: 3600 }).describe(
      'Seconds after which a database server that does not answer is given up, and its connection with it; five times as many for what reads much.',
    ),
  }),
  history: setting<HistoryMode>({
    flag: '--history',
    argument: '<mode>',
    env: ['HISTORY'],
    allowed: HISTORY_MODES.join(', '),
    defaultText: 'as the database is set: all where the Python system made it, else changes',
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(HISTORY_MODES))
      .describe(
        'Whether a number that was read again and is the same gets a row of its own (all), or only a note that it was read (changes).',
      ),
  }),
  dbSchema: setting({
    flag: '--db-schema',
    argument: '<name>',
    env: ['DB_SCHEMA'],
    default: 'airbnb',
    allowed: 'a lower-case PostgreSQL name of at most 56 letters, digits and _, not beginning with pg_',
    schema: z
      .string()
      .trim()
      .regex(/^(?!pg_)[a-z_][a-z0-9_]{0,55}$/)
      .describe('Database schema that holds the tables.'),
  }),
  dataDir: setting({
    flag: '--data-dir',
    argument: '<folder>',
    env: ['DATA_DIR'],
    allowed: 'the path of a folder',
    defaultText:
      '.airbnb-insights in this folder where there is one, else airbnb-insights in your own data folder',
    schema: oneLine().describe(
      'Folder of the embedded database and its key file; used when no database URL is given.',
    ),
  }),
  credentialKeys: setting<readonly CredentialKeyText[]>({
    flag: '--credential-keys',
    argument: '<keys>',
    env: ['CREDENTIAL_KEYS'],
    secret: true,
    allowed: 'id:base64 of 32 bytes, several separated by commas, each id once',
    defaultText: 'the embedded database makes its own key file',
    schema: z
      .string()
      .transform((text) => parseKeyList(text))
      .pipe(z.custom<readonly CredentialKeyText[]>((keys) => keys !== undefined))
      .describe('Keys that encrypt stored cookies: the first encrypts, all decrypt.'),
  }),
  allowPlaintextCredentials: setting({
    flag: '--allow-plaintext-credentials',
    env: ['ALLOW_PLAINTEXT_CREDENTIALS'],
    default: false,
    allowed: ON_OR_OFF,
    schema: onOrOff().describe('Store cookies unencrypted when there is no key.'),
  }),
}
