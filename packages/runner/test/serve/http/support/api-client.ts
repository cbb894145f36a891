import { OpenApiChecker, type OpenApiDocument } from './openapi-checker.ts'

/** What to send beside method and path. */
export interface RequestOptions {
  /** Sent as X-API-Key; null for none. @defaultValue the client's own */
  readonly key?: string | null
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is. */
  readonly body?: string
  readonly headers?: Record<string, string>
}

/** An answer, read to its end and found to be as documented. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any
  /** The code of an answer that says no. */
  readonly code: string | undefined
}

/**
 * Every secret of the simulator's cookies has it in it; no answer may.
 */
const SECRET = 'simsecret'

/** Calls an API, and checks every answer against the document that the API gives of itself. */
export class ApiClient {
  readonly url: string
  readonly checker: OpenApiChecker
  readonly #key: string | null

  private constructor(url: string, key: string | null, checker: OpenApiChecker) {
    this.url = url
    this.#key = key
    this.checker = checker
  }

  static async open(url: string, key: string | null): Promise<ApiClient> {
    const response = await fetch(`${url}/openapi.json`)
    return new ApiClient(url, key, new OpenApiChecker((await response.json()) as OpenApiDocument))
  }

  /** The same API with another key. */
  as(key: string | null): ApiClient {
    return new ApiClient(this.url, key, this.checker)
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const response = await this.send(method, path, options)
    const text = await response.text()
    const answer = { method, path, status: response.status, headers: response.headers, text }
    if (method !== 'HEAD' && path !== '/openapi.json' && !path.startsWith('/docs')) this.checker.check(answer)
    const told = `${text} ${JSON.stringify([...response.headers])}`
    if (told.includes(SECRET)) throw new Error(`${method} ${path} tells a secret: ${told}`)
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    const json: unknown = isJson && text !== '' ? JSON.parse(text) : undefined
    return { status: response.status, headers: response.headers, text, json, code: codeOf(json) }
  }

  /** Sends a request whose answer is read by the caller, unchecked: for streams. */
  send(
    method: string,
    path: string,
    { key = this.#key, json, body, headers, signal }: RequestOptions & { signal?: AbortSignal } = {},
  ): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === null ? {} : { 'x-api-key': key }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    })
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('GET', path, options)
  }

  post(path: string, json?: unknown, options?: RequestOptions): Promise<Answer> {
    return this.request('POST', path, { ...options, json })
  }

  patch(path: string, json: unknown, options?: RequestOptions): Promise<Answer> {
    return this.request('PATCH', path, { ...options, json })
  }

  delete(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('DELETE', path, options)
  }
}

function codeOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
  const { error } = body as { error?: { code?: string } | null }
  return error?.code
}
