/** An HTTP response as plain data, so that it can go out over a socket or through msw alike. */
export interface Answer {
  status: number
  /** Name and value pairs; a name may come several times, as `Set-Cookie` does. */
  headers: readonly (readonly [name: string, value: string])[]
  body: string
}

/** An answer with a JSON body. */
export function jsonAnswer(body: unknown, status = 200, headers: Answer['headers'] = []): Answer {
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8'], ...headers],
    body: JSON.stringify(body),
  }
}

/** An answer with an HTML body. */
export function htmlAnswer(body: string, status = 200, headers: Answer['headers'] = []): Answer {
  return { status, headers: [['Content-Type', 'text/html; charset=utf-8'], ...headers], body }
}
