import type { OperationName } from 'insights-transform'
import { ApiError } from './errors.ts'

/** The largest answers seen are some 100 KiB; more than this is not one of the API's. */
const MAX_BODY_BYTES = 32 * 1024 * 1024

/**
 * Reads a body to its end, as UTF-8.
 *
 * @throws {@link ApiError} when it is longer than 32 MiB, unpacked
 */
export async function readBody(response: Response, operation: OperationName): Promise<string> {
  if (isKnownToBeSmall(response.headers)) return await response.text()
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > MAX_BODY_BYTES) {
      await reader.cancel()
      throw new ApiError(`${operation} was answered with more than ${MAX_BODY_BYTES} bytes`, {
        operation,
        status: response.status,
      })
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** Where the length counts packed bytes, it says nothing about what they unpack to. */
function isKnownToBeSmall(headers: Headers): boolean {
  const length = headers.get('content-length')
  return length !== null && !headers.has('content-encoding') && Number(length) <= MAX_BODY_BYTES
}
