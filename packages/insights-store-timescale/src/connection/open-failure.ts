import { DatabaseUnreachableError, InsightsStoreError, UnsupportedDatabaseError } from '../errors.ts'
import { systemErrorCode } from './system-error-code.ts'

/** What to do next, by SQLSTATE or system error code. */
const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: start the server, or correct host and port.',
  ENOTFOUND: 'No such host: check its name.',
  EAI_AGAIN: 'The name could not be looked up: check the network.',
  EHOSTUNREACH: 'There is no route to that host: check the network.',
  ENETUNREACH: 'There is no route to that host: check the network.',
  ETIMEDOUT: 'The server did not answer in time: check host, port and firewall.',
  ECONNRESET: 'The connection was cut off: check that this is a PostgreSQL server and whether it wants TLS.',
  ENOENT: 'There is no socket at that path: start the server, or correct the path.',
  '28P01': 'User name or password is wrong.',
  '28000': "The server does not let this user in: check user name, TLS and the server's pg_hba.conf.",
  '3D000': 'Create that database first, or correct its name.',
  '42501': 'Grant this user CONNECT on the database.',
  '53300':
    'The server has no connection to spare: lower the pool size (poolMax, DATABASE_POOL_MAX), or raise max_connections or the CONNECTION LIMIT of the database or the role.',
  '57P03': 'The server is starting up, shutting down or in recovery: try again in a moment.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "The server's certificate is self-signed: give sslrootcert=FILE, or sslmode=require, which trusts whoever answers.",
  SELF_SIGNED_CERT_IN_CHAIN:
    "The server's certificate is not trusted: give sslrootcert=FILE, or sslmode=require, which trusts whoever answers.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "The server's certificate is not trusted: give sslrootcert=FILE, or sslmode=require, which trusts whoever answers.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "The server's certificate is not trusted: give sslrootcert=FILE, or sslmode=require, which trusts whoever answers.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The server's certificate is for another host name: use that name, or sslmode=verify-ca with sslrootcert=FILE.",
  CERT_HAS_EXPIRED: "The server's certificate has expired: renew it.",
}

/** Turns what opening a session threw into an error that says what to do next. */
export function explainOpenFailure(error: unknown, address: string): InsightsStoreError {
  if (error instanceof InsightsStoreError) return error
  const { code, message } = describe(error)
  if (code === 'XX000' && /must be preloaded/i.test(message)) {
    return new UnsupportedDatabaseError(
      'not_preloaded',
      `The database at ${address} has the timescaledb extension, but its server does not preload it. Add ` +
        "shared_preload_libraries = 'timescaledb' to postgresql.conf and restart the server.",
      { cause: error },
    )
  }
  const advice = (code === null ? undefined : ADVICE[code]) ?? adviceOnText(message)
  return new DatabaseUnreachableError(
    [`The database at ${address} cannot be reached (${message}).`, advice].filter(Boolean).join(' '),
    { address, reason: code },
    { cause: error },
  )
}

function adviceOnText(message: string): string | undefined {
  if (/timeout/i.test(message)) return ADVICE['ETIMEDOUT']
  if (/does not support SSL/i.test(message))
    return 'Write sslmode=disable in the URL where the way to the server is safe, or turn TLS on at the server.'
  if (/error establishing an SSL connection/i.test(message))
    return 'What answers there does not speak TLS as PostgreSQL does: check host and port, or write sslmode=disable.'
  if (/unsupported startup parameter/i.test(message))
    return 'A pooler stands there that takes no settings at the start of a session: leave options=… out of the URL, or let it pass them over (PgBouncer: ignore_startup_parameters = options) and set them with ALTER ROLE … SET.'
  if (/query_wait_timeout|no more connections allowed/i.test(message))
    return 'A pooler stands there that has no session to spare: raise its default_pool_size or max_client_conn, or lower the pool size.'
  return undefined
}

function describe(error: unknown): { code: string | null; message: string } {
  // Node tries each address of a name; the error of all of them has no message of its own.
  const first: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error
  if (!(first instanceof Error)) return { code: null, message: String(first) }
  const code = systemErrorCode(first)
  return { code, message: first.message || code || first.name }
}
