import type { ClientConfig } from 'pg'
import { refuseUrl } from './url-refusal.ts'

/** What a URL says about TLS, in libpq's words; undefined where it says nothing. */
export interface TlsParameters {
  readonly sslmode?: SslMode
  readonly sslrootcert?: string
  readonly sslcert?: string
  readonly sslkey?: string
  readonly sslpassword?: string
  readonly minVersion?: TlsVersion
  readonly maxVersion?: TlsVersion
}

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const
/** libpq's words, and the driver's own `no-verify`: TLS with whoever answers. */
export type SslMode = (typeof SSL_MODES)[number]

const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
type TlsVersion = (typeof TLS_VERSIONS)[number]

/** What the parameters of a URL say. */
interface UrlParameters {
  readonly config: ClientConfig
  readonly tls: TlsParameters
  readonly host?: string
  readonly port?: string
  readonly user?: string
  readonly password?: string
  readonly database?: string
}

/** Known to libpq, and without a meaning here that a person would miss. */
const WITHOUT_EFFECT = new Set([
  'fallback_application_name',
  'keepalives',
  'keepalives_idle',
  'keepalives_interval',
  'keepalives_count',
  'load_balance_hosts',
  'sslcompression',
  'sslsni',
  'tcp_user_timeout',
  'uselibpqcompat',
])

/** Parameters of which only some values can be carried out. */
const ONLY: Readonly<Record<string, { values: readonly string[]; remedy: string }>> = {
  target_session_attrs: {
    values: ['any', 'read-write', 'primary', 'prefer-standby'],
    remedy: 'What is stored here is written: name a server that takes writes, and leave the parameter out.',
  },
  gssencmode: { values: ['disable', 'prefer'], remedy: 'Kerberos is not spoken here: leave it out.' },
  client_encoding: { values: ['utf8', 'utf-8', 'auto'], remedy: 'It is always UTF8 here: leave it out.' },
}

/**
 * Reads the parameters of a database URL, the last of a name as libpq does.
 *
 * @throws InvalidStoreOptionError for one that nobody here knows or that cannot be carried out: left out in silence, a
 *   misspelt `sslmode` would send the password in the clear.
 */
export function readParameters(query: string): UrlParameters {
  const config: ClientConfig = {}
  const read: { -readonly [Name in keyof UrlParameters]?: UrlParameters[Name] } = {}
  const tls: { -readonly [Name in keyof TlsParameters]: TlsParameters[Name] } = {}
  const readers: Readonly<Record<string, (value: string, name: string) => void>> = {
    host: (value) => (read.host = value),
    port: (value) => (read.port = value),
    user: (value) => (read.user = value),
    password: (value) => (read.password = value),
    dbname: (value) => (read.database = value),
    application_name: (value) => (config.application_name = value),
    // Who makes the URL with Node's URL class gets a + for a space; libpq would take it as it is.
    options: (value) => (config.options = value.replaceAll('+', ' ')),
    connect_timeout: (value, name) => {
      const seconds = wholeNumber(value, name)
      if (seconds > 0) config.connectionTimeoutMillis = seconds * 1000
    },
    statement_timeout: (value, name) => (config.statement_timeout = wholeNumber(value, name)),
    query_timeout: (value, name) => (config.query_timeout = wholeNumber(value, name)),
    lock_timeout: (value, name) => (config.lock_timeout = wholeNumber(value, name)),
    idle_in_transaction_session_timeout: (value, name) =>
      (config.idle_in_transaction_session_timeout = wholeNumber(value, name)),
    channel_binding: (value, name) => {
      config.enableChannelBinding = oneOf(value, name, ['disable', 'prefer', 'require']) !== 'disable'
    },
    sslnegotiation: (value, name) => {
      config.sslnegotiation = oneOf(value, name, ['postgres', 'direct'] as const)
    },
    sslmode: (value, name) => (tls.sslmode = oneOf(value, name, SSL_MODES)),
    ssl: (value, name) => (tls.sslmode ??= sslModeOf(value, name)),
    sslrootcert: (value) => (tls.sslrootcert = value),
    sslcert: (value) => (tls.sslcert = value),
    sslkey: (value) => (tls.sslkey = value),
    sslpassword: (value) => (tls.sslpassword = value),
    ssl_min_protocol_version: (value, name) => (tls.minVersion = oneOf(value, name, TLS_VERSIONS)),
    ssl_max_protocol_version: (value, name) => (tls.maxVersion = oneOf(value, name, TLS_VERSIONS)),
  }
  for (const [name, value] of new Map(new URLSearchParams(query.replaceAll('+', '%2B')))) {
    const only = ONLY[name]
    if (only !== undefined) {
      if (!only.values.includes(value.toLowerCase()))
        refuseUrl(`its ${name} cannot be carried out`, only.remedy)
    } else if (!WITHOUT_EFFECT.has(name)) (readers[name] ?? refuseUnknown)(value, name)
  }
  return { ...read, config, tls }
}

/** What the environment says about TLS where the URL does not, by libpq's names. */
const TLS_VARIABLES = {
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
} as const

/**
 * Completes what a URL says about TLS with `PGSSLMODE` and its like, which the driver by itself would read with meanings
 * of its own.
 *
 * @throws InvalidStoreOptionError for a `PGSSLMODE` that is none of libpq's words.
 */
export function withTlsOfEnvironment(
  tls: TlsParameters,
  environment: Readonly<Record<string, string | undefined>>,
): TlsParameters {
  const given = (name: string): string | undefined => environment[name] || undefined
  const mode = given('PGSSLMODE')
  const files = Object.entries(TLS_VARIABLES).flatMap(([parameter, name]) => {
    const value = given(name)
    return value === undefined ? [] : [[parameter, value] as const]
  })
  return {
    ...Object.fromEntries(files),
    ...(mode !== undefined && { sslmode: oneOf(mode, 'PGSSLMODE (of the environment)', SSL_MODES) }),
    ...tls,
  }
}

/** `ssl`: what JDBC and libpq write as `true`, and asyncpg with the words of `sslmode`. */
function sslModeOf(value: string, name: string): SslMode {
  if (value === 'true' || value === '1') return 'require'
  if (value === 'false' || value === '0') return 'disable'
  return oneOf(value, name, SSL_MODES)
}

function oneOf<Word extends string>(value: string, name: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === value)
  return (
    word ?? refuseUrl(`its ${name} is none of ${words.join(', ')}`, 'Write one of them, or leave it out.')
  )
}

function wholeNumber(value: string, name: string): number {
  return /^\d{1,9}$/.test(value) ? Number(value) : refuseUrl(`its ${name} is no whole number`, 'Write one.')
}

function refuseUnknown(_value: string, name: string): never {
  // What is no name may be the rest of a password with an unencoded question mark.
  const what = /^[a-z_]{2,40}$/i.test(name) ? `a parameter ${name}` : 'a parameter whose name is none'
  return refuseUrl(
    `it has ${what} that PostgreSQL does not know`,
    'Leave it out: such a parameter is for another program. A ? in the password is written as %3F.',
  )
}
