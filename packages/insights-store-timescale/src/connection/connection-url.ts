import type { ClientConfig } from 'pg'
import { readParameters, type TlsParameters } from './url-parameters.ts'
import { refuseUrl } from './url-refusal.ts'

/** What a PostgreSQL URL says, as the driver takes it, and what may be said of it in public. */
export interface ConnectionUrl {
  /** With credentials: for the driver alone. What the URL leaves open is missing, and the driver's own `PG…` names count. */
  readonly config: ClientConfig
  /** How it asks for TLS; nothing of it has been read from a file yet. */
  readonly tls: TlsParameters
  /** `host:port/database`, without user name, password and parameters. */
  readonly address: string
}

const SCHEME = /^postgres(?:ql)?(?:\+[a-z0-9_]+)?:\/\//i
const PARTS = /^(?:(?<user>[^/?#]*)@)?(?<hosts>[^/?#]*)(?:\/(?<database>[^?#]*))?(?:\?(?<query>[^#]*))?$/
const HOST = /^(?<host>\[[0-9a-f:.]+(?:%25[\w.-]+)?\]|[^:[\]]*)(?::(?<port>\d*))?$/i

/**
 * Understands `postgres://`, `postgresql://` and SQLAlchemy's forms such as `postgresql+psycopg2://` as libpq does,
 * with its parameters: not with the URL parser, for which `user@/database?host=/socket` is no URL.
 *
 * @throws InvalidStoreOptionError with the reason and what to write instead; the message does not repeat the URL, which
 * may hold a password in an unexpected place.
 */
export function parseConnectionUrl(text: string): ConnectionUrl {
  const scheme = SCHEME.exec(text.trim())
  if (scheme === null) return refuseUrl('it does not begin with postgres:// or postgresql://')
  const rest = text.trim().slice(scheme[0].length)
  const parts = PARTS.exec(rest)?.groups
  const { user, hosts = '', database = '', query = '' } = parts ?? {}
  // An unencoded / # or ? ends the host too early and leaves the rest of the password behind it.
  if (parts === undefined || hasLeftovers({ user, database, query })) {
    return rest.includes('@')
      ? refuseUrl('the user name or password contains an unencoded special character')
      : refuseUrl('it contains an unencoded # or /')
  }
  const { tls, ...given } = readParameters(query)
  const named = given.host ?? decoded(hosts, 'host')
  if (named.includes(',') || hosts.includes(',') || given.port?.includes(',') === true) {
    return refuseUrl(
      'it names several hosts',
      'Name the one that takes writes, or what stands before them and leads there (a load balancer, HAProxy, pgbouncer).',
    )
  }
  const place = HOST.exec(hosts)?.groups ?? {}
  if (place['host'] === undefined) return refuseUrl('its host or port cannot be read')
  const host = given.host ?? decoded(place['host'], 'host').replace(/^\[(.*)\]$/, '$1')
  const port = portOf(given.port ?? place['port'])
  const databaseName = given.database ?? decoded(database, 'name of the database')
  return {
    config: {
      ...given.config,
      ...credentialsOf(user, given),
      ...(host !== '' && { host }),
      ...(port !== undefined && { port }),
      ...(databaseName !== '' && { database: databaseName }),
    },
    tls,
    address: `${shownHost(host)}:${port ?? 5432}/${databaseName}`,
  }
}

function shownHost(host: string): string {
  if (host === '') return 'localhost'
  return host.includes(':') && !host.startsWith('/') ? `[${host}]` : host
}

function hasLeftovers(parts: { user: string | undefined; database: string; query: string }): boolean {
  const { user, database, query } = parts
  if (/[/@]/.test(database)) return true
  return user === undefined && query.includes('@') && !/(?:^|&)user=/.test(query)
}

function credentialsOf(
  given: string | undefined,
  parameters: { user?: string; password?: string },
): Pick<ClientConfig, 'user' | 'password'> {
  const [, name = '', password] = /^([^:]*)(?::(.*))?$/s.exec(given ?? '') ?? []
  const user = parameters.user ?? decoded(name, 'user name')
  const secret = parameters.password ?? decoded(password ?? '', 'password')
  return { ...(user !== '' && { user }), ...(secret !== '' && { password: secret }) }
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const port = Number(text)
  return /^\d+$/.test(text) && port >= 1 && port <= 65_535
    ? port
    : refuseUrl('its port is no number from 1 to 65535')
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuseUrl(`its ${what} holds a % that begins no code`, 'Write it as %25.')
  }
}

/** A database URL as it may be shown: without user name, password and parameters; nothing of a text that is none. */
export function redactConnectionUrl(text: string): string {
  try {
    return `postgres://${parseConnectionUrl(text).address}`
  } catch {
    return 'postgres://…'
  }
}
