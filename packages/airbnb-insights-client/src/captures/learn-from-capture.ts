import { CaptureLearner } from './capture-learner.ts'
import type { CapturedExchange } from './captured-exchange.ts'
import { exchangesInHar, refuseCapture } from './exchanges-in-har.ts'
import type { CaptureFindings } from './findings.ts'

const WHERE_TO_CLICK =
  'open the network panel first, then the Performance pages (conversion, occupancy, quality), click through the metrics of each, and save what was recorded'

const WITH_ANSWERS =
  'reload the pages with the network panel open, and save before you leave them: Chrome and Edge "Export HAR" (the arrow down of the network panel), ' +
  'Firefox "Save All As HAR" (right-click on a request), Safari "Export" after each answer was looked at once'

/**
 * Learns from a browser's recording (a HAR file) of a host who clicked through the Performance pages: which queries,
 * metrics, kinds of values and charts stand in it, and what of that is not known here. Nothing is sent anywhere, and what
 * it gives holds nothing of the host's: no cookie, id, name, number, date or text.
 *
 * @param chunks - such as `createReadStream(file)`, of any size: it is read in the memory of its largest answer
 * @throws `InvalidArgumentError` with `argument` `capture` for what is no HAR file, is damaged or breaks off, holds no
 *   request of the Performance pages, or none of their answers; its message says what to do. Whatever reading the
 *   chunks throws
 */
export async function learnFromCapture(chunks: AsyncIterable<Uint8Array | string>): Promise<CaptureFindings> {
  const learner = new CaptureLearner()
  const counted = { requests: 0 }
  for await (const exchange of exchangesInHar(chunks, counted)) learner.take(exchange)
  const findings = learner.findings(counted.requests)
  refuseWithout(findings)
  return findings
}

/**
 * The same from exchanges that were read already.
 *
 * @param exchanges - of the Performance pages, as they were recorded
 */
export function learnFromExchanges(exchanges: Iterable<CapturedExchange>): CaptureFindings {
  const learner = new CaptureLearner()
  let count = 0
  for (const exchange of exchanges) {
    learner.take(exchange)
    count += 1
  }
  return learner.findings(count)
}

function refuseWithout({ requests }: CaptureFindings): void {
  const { all, ofPerformance, answers, withoutBody } = requests
  if (ofPerformance === 0) {
    const found = all === 1 ? 'its 1 request is not' : `none of its ${String(all)} requests is`
    refuseCapture(
      `The HAR file holds no request of the Performance pages: ${found} one of theirs; ${WHERE_TO_CLICK}`,
    )
  }
  if (answers === 0 && withoutBody > 0) {
    refuseCapture(
      `The HAR file holds ${String(ofPerformance)} of the Performance pages' requests, and the answer to none: the browser left the bodies out; ${WITH_ANSWERS}`,
    )
  }
}
