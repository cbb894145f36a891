import { type Exchange, networkError } from './exchange.ts'
import { proxyRefusal } from './proxy-refusal.ts'
import { readToEnd } from './read-body.ts'

/**
 * Asks by a `fetch`, whoever made it.
 *
 * @param dispatcher - what Node's takes as `dispatcher`; other implementations ignore it
 */
export function fetchExchange(fetch: typeof globalThis.fetch, dispatcher: unknown): Exchange {
  return async ({ operation, url, headers, body }, signal) => {
    const init: RequestInit & { dispatcher: unknown } = {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal,
      dispatcher,
    }
    let response: Response
    try {
      response = await fetch(url, init)
    } catch (cause) {
      throw proxyRefusal(cause, operation) ?? networkError(operation, 'did not reach the server', cause)
    }
    const { status, headers: answered, body: chunks } = response
    return await readToEnd({ status, headers: answered, chunks, text: () => response.text() }, operation)
  }
}
