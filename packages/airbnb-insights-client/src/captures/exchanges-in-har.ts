import { refuseArgument } from '../errors.ts'
import { decodedPieces } from '../har/decoded-pieces.ts'
import { BrokenHarError, HarScanner } from '../har/har-scanner.ts'
import { isHar } from '../har/is-har.ts'
import { type CapturedExchange, type ExchangeEntry, exchangeOf, isApiEntry } from './captured-exchange.ts'

/** An answer of the API has up to some 100 kB; of larger ones nothing is known, and so they are left out. */
const LONGEST_ANSWER = 8 * 1024 * 1024

const PARTS = {
  request: ['request', 1024 * 1024],
  'response.status': ['status', 100],
  'response.content.text': ['text', LONGEST_ANSWER],
  'response.content.encoding': ['encoding', 100],
} as const

/** So much is looked at to tell a HAR file. */
const BEGINNING = 4096

const SAVE_ANEW =
  'save it anew from the network panel of the browser, with "Save all as HAR" or "Export HAR", and give the file as it is'

/** What of a capture was passed over. */
export interface PassedOver {
  /** All requests of the capture. */
  requests: number
}

/**
 * The requests of the Performance pages in a HAR file of any size, one by one, in the memory of the largest of them.
 * Those of other sites, and what else a page of Airbnb's asks, are passed over unread.
 *
 * @param chunks - such as `createReadStream(file)`; UTF-8 and UTF-16 are told apart
 * @param counted - is kept up to date with what was passed over
 * @throws `InvalidArgumentError` with `argument` `capture` for what is no HAR file, is damaged or breaks off; whatever
 *   reading the chunks throws
 */
export async function* exchangesInHar(
  chunks: AsyncIterable<Uint8Array | string>,
  counted: PassedOver = { requests: 0 },
): AsyncGenerator<CapturedExchange> {
  const found: CapturedExchange[] = []
  const scanner = new HarScanner({
    parts: PARTS,
    // Browsers write the request first; where one does not, its answer is kept until it is known whose it is.
    wants: (part, before: ExchangeEntry) => part !== 'text' || !('request' in before) || isApiEntry(before),
    onEntry: (entry: ExchangeEntry) => {
      counted.requests += 1
      const exchange = exchangeOf(entry)
      if (exchange !== null) found.push(exchange)
    },
  })
  let beginning: string | null = ''
  for await (const piece of decodedPieces(chunks)) {
    let part = piece
    if (beginning !== null) {
      beginning += piece
      if (!isHar(beginning)) {
        if (beginning.length > BEGINNING) refuseCapture(describeBeginning(beginning))
        continue
      }
      part = beginning
      beginning = null
    }
    told(() => scanner.write(part), 'cannot be read any further', counted)
    yield* found.splice(0)
  }
  if (beginning !== null) refuseCapture(describeBeginning(beginning))
  told(() => scanner.end(), 'breaks off', counted)
}

function told(read: () => void, what: string, { requests }: PassedOver): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof BrokenHarError)) throw error
    refuseCapture(
      `The HAR file ${what} after ${String(requests)} ${requests === 1 ? 'request' : 'requests'}: ${SAVE_ANEW}`,
    )
  }
}

function describeBeginning(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return `There is nothing in it, and so no HAR file: ${SAVE_ANEW}`
  if (/^curl\s|^(?:await )?fetch\(|^\$session|^(?:POST|GET) \//.test(trimmed)) {
    return `This is a copied request, and no HAR file, which holds the answers as well: ${SAVE_ANEW}`
  }
  if (trimmed.startsWith('{') && trimmed.includes('"porygon"')) {
    return `This is a single answer, and no HAR file, which says what was asked as well: ${SAVE_ANEW}`
  }
  if (trimmed.startsWith('\u001f') || trimmed.startsWith('PK')) {
    return 'This is compressed: unpack it, and give the HAR file that is in it'
  }
  if (trimmed.startsWith('<')) return `This is a page, and no HAR file: ${SAVE_ANEW}`
  return `This is no HAR file, which begins with {"log":{ : ${SAVE_ANEW}`
}

/** @throws `InvalidArgumentError` */
export function refuseCapture(message: string): never {
  refuseArgument('capture', message)
}
