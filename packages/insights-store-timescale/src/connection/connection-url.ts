import { InvalidStoreOptionError } from '../errors.ts'

/** A PostgreSQL URL as the driver takes it, and what may be said of it in public. */
export interface ConnectionUrl {
  /** With credentials: for the driver alone. */
  url: string
  /** `host:port/database`, without user name, password and parameters. */
  address: string
}

const SCHEME = /^postgres(?:ql)?(?:\+(?<driver>[a-z0-9_]+))?:\/\//i

const refuse = (why: string): never => {
  throw new InvalidStoreOptionError(
    'connection',
    `The database URL cannot be used: ${why}. It has the form postgres://USER:PASSWORD@HOST:5432/DATABASE, ` +
      'with special characters in the password percent-encoded (@ as %40, / as %2F, # as %23, ? as %3F).',
  )
}

/**
 * Understands `postgres://`, `postgresql://` and SQLAlchemy's forms such as `postgresql+psycopg2://`.
 *
 * @throws InvalidStoreOptionError where it is none of these; the message does not repeat the URL, which
 * may hold a password in an unexpected place.
 */
export function parseConnectionUrl(text: string): ConnectionUrl {
  const scheme = SCHEME.exec(text.trim())
  if (scheme === null) return refuse('it does not begin with postgres:// or postgresql://')
  const plain = `postgres://${text.trim().slice(scheme[0].length)}`
  if (!URL.canParse(plain)) return refuse('it is not a valid URL')
  const parsed = new URL(plain)
  // An unencoded / # or ? ends the host too early and leaves the rest of the password behind it.
  const leftovers = parsed.pathname + parsed.hash + (parsed.searchParams.has('user') ? '' : parsed.search)
  if (parsed.username === '' && leftovers.includes('@')) {
    return refuse('the user name or password contains an unencoded special character')
  }
  if (parsed.hash !== '') return refuse('it contains an unencoded #')
  // Python's drivers follow libpq, where sslmode=require does not verify the certificate's name.
  if (
    scheme.groups?.['driver'] !== undefined &&
    /require|verify-ca/.test(parsed.searchParams.get('sslmode') ?? '')
  ) {
    parsed.searchParams.set('uselibpqcompat', 'true')
  }
  return { url: parsed.href, address: addressOf(parsed) }
}

function addressOf(url: URL): string {
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname)
  const port = url.searchParams.get('port') ?? url.port
  return `${host || 'localhost'}:${port || '5432'}${url.pathname}`
}

/** A database URL as it may be shown: without user name, password and parameters; nothing of a text that is none. */
export function redactConnectionUrl(text: string): string {
  try {
    return `postgres://${parseConnectionUrl(text).address}`
  } catch {
    return 'postgres://…'
  }
}
