import { asRecord } from './responses/json-record.ts'

/** An HTTP request as plain data, so that it can come from a socket or from msw alike. */
export interface IncomingRequest {
  method: string
  /** Path and query, `/api/v3/…`. */
  path: string
  /** A header by its lower-case name. */
  header(name: string): string | null
  /** The body's text; empty for GET. */
  body: string
}

/** What a persisted query sends, from a POST body or from GET's query parameters; nothing is checked yet. */
export interface PersistedQuery {
  operationName: unknown
  variables: unknown
  extensions: unknown
}

/** Reads the persisted query; `null` if it is not there or not JSON. */
export function persistedQuery(request: IncomingRequest): PersistedQuery | null {
  try {
    if (request.method === 'POST') {
      const body = asRecord(JSON.parse(request.body))
      if (body === null) return null
      const { operationName, variables, extensions } = body
      return { operationName, variables, extensions }
    }
    const query = new URL(request.path, 'http://simulator.invalid').searchParams
    return {
      operationName: query.get('operationName'),
      variables: JSON.parse(query.get('variables') ?? ''),
      extensions: JSON.parse(query.get('extensions') ?? ''),
    }
  } catch {
    return null
  }
}

/** The operation and the hash in `/api/v3/{operation}/{hash}`. */
export function operationPath(path: string): { operation: string; hash: string } | null {
  const match = /^\/api\/v3\/([^/?]+)\/([^/?]+)(?:\?|$)/.exec(path)
  return match === null ? null : { operation: match[1] ?? '', hash: match[2] ?? '' }
}

/** The cookies of a `Cookie` header, by name. */
export function cookiesOf(header: string | null): ReadonlyMap<string, string> {
  const pairs = (header ?? '').split(';').map((pair): [string, string] => {
    const [name = '', ...value] = pair.split('=')
    return [name.trim(), value.join('=').trim()]
  })
  return new Map(pairs)
}

/** The account id in the `_user_attributes` cookie; `null` without one. */
export function claimedAccountId(cookies: ReadonlyMap<string, string>): string | null {
  try {
    const attributes = asRecord(JSON.parse(decodeURIComponent(cookies.get('_user_attributes') ?? '')))
    const id = attributes?.['id_str'] ?? attributes?.['id']
    return typeof id === 'string' || typeof id === 'number' ? String(id) : null
  } catch {
    return null
  }
}
