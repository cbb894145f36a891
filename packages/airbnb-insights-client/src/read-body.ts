import type { OperationName } from 'insights-transform'
import { ApiError, isAirbnbInsightsError } from './errors.ts'
import { type AnswerHeaders, networkError, type ReceivedAnswer } from './exchange.ts'

/** The largest answers seen are some 100 KiB; more than this is not one of the API's. */
const MAX_BODY_BYTES = 32 * 1024 * 1024

/** An answer whose body is still to be read, in one of two ways. */
interface AnswerInParts {
  readonly status: number
  readonly headers: AnswerHeaders
  /** The unpacked body piece by piece; null where there is none. */
  readonly chunks: AsyncIterable<Uint8Array> | null
  /** All of the body at once. */
  readonly text: () => Promise<string>
}

/**
 * Reads an answer to its end, as UTF-8.
 *
 * @throws {@link NetworkError} when it breaks off, {@link ApiError} when it is longer than 32 MiB, unpacked
 */
export async function readToEnd(answer: AnswerInParts, operation: OperationName): Promise<ReceivedAnswer> {
  const { status, headers } = answer
  try {
    return { status, headers, text: await readBody(answer, operation) }
  } catch (cause) {
    if (isAirbnbInsightsError(cause)) throw cause
    throw networkError(operation, 'was answered only in part', cause)
  }
}

async function readBody(
  { status, headers, chunks, text }: AnswerInParts,
  operation: OperationName,
): Promise<string> {
  if (isKnownToBeSmall(headers)) return await text()
  if (chunks === null) return ''
  const decoder = new TextDecoder()
  let read = ''
  let bytes = 0
  // Leaving the loop lets go of the rest.
  for await (const chunk of chunks) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) {
      throw new ApiError(`${operation} was answered with more than ${MAX_BODY_BYTES} bytes`, {
        operation,
        status,
      })
    }
    read += decoder.decode(chunk, { stream: true })
  }
  return read + decoder.decode()
}

/** Where the length counts packed bytes, it says nothing about what they unpack to. */
function isKnownToBeSmall(headers: AnswerHeaders): boolean {
  const length = headers.get('content-length')
  return length !== null && !headers.has('content-encoding') && Number(length) <= MAX_BODY_BYTES
}
