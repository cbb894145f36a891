/** The marker of every planted secret; no page may have it. */
const PLANTED = 'simsecret'

/** A page as a browser without scripts gets it. */
export interface SeenPage {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** Where it leads on to; null where it does not. */
  readonly location: string | null
}

/** How a request is sent. */
interface Sending {
  readonly headers?: Record<string, string>
}

let visitors = 0

/** Looks at pages as a browser without scripts does: keeps cookies, follows nothing, sends forms with their tokens. */
export class PageVisitor {
  readonly #url: string
  readonly #cookies = new Map<string, string>()
  /** Each visitor comes from elsewhere, where the service trusts who passes requests on. */
  readonly #address = `192.0.2.${String(++visitors % 250)}`
  #token = ''

  constructor(url: string) {
    this.#url = url
  }

  /** Signs in, and fails where that does not lead to the pages. */
  static async signIn(url: string, key: string): Promise<PageVisitor> {
    const visitor = new PageVisitor(url)
    await visitor.get('/pages/sign-in')
    const { status } = await visitor.post('/pages/sign-in', { key })
    if (status !== 303) throw new Error(`Signing in was answered with ${String(status)}.`)
    await visitor.get('/pages')
    return visitor
  }

  /** The value of a cookie as it is now. */
  cookie(name: string): string | undefined {
    return this.#cookies.get(name)
  }

  /** Puts a cookie into the jar. */
  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value)
  }

  /** The token of the forms of the page that was seen last. */
  get token(): string {
    return this.#token
  }

  get(path: string, sending: Sending = {}): Promise<SeenPage> {
    return this.#send('GET', path, undefined, sending)
  }

  /** Sends a form with the token of the last page, unless it brings one of its own. */
  post(path: string, fields: Record<string, string> = {}, sending: Sending = {}): Promise<SeenPage> {
    return this.#send('POST', path, new URLSearchParams({ form_token: this.#token, ...fields }), sending)
  }

  async #send(
    method: string,
    path: string,
    body: URLSearchParams | undefined,
    { headers = {} }: Sending,
  ): Promise<SeenPage> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`${this.#url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        'x-forwarded-for': this.#address,
        ...(cookie !== '' && { cookie }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    })
    const html = await response.text()
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    const told = `${html} ${JSON.stringify([...response.headers])}`
    if (told.includes(PLANTED)) throw new Error(`${method} ${path} tells a secret`)
    this.#token = /name="form_token" value="([\w-]+)"/.exec(html)?.[1] ?? this.#token
    return {
      status: response.status,
      headers: response.headers,
      html,
      location: response.headers.get('location'),
    }
  }
}
