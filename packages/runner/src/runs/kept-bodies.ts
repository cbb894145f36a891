import type { Run, RunListing } from 'insights-store-timescale'
import type { Output } from '../output/output.ts'
import { RunnerError } from '../output/runner-error.ts'
import { shortRunId } from '../sync/outcome/short-run-id.ts'

/** An answer that did not fit, as it came. */
interface KeptBody {
  readonly listing: RunListing
  readonly body: string
}

/**
 * The raw answers that a run kept, of all its listings or of the named ones.
 *
 * @throws RunnerError `not_found` where it kept none.
 */
export function keptBodies(run: Run, listings: readonly RunListing[], named?: readonly string[]): KeptBody[] {
  const bodies = listings.flatMap((listing) => {
    const body = listing.error?.responseBody ?? null
    return body === null || (named !== undefined && !named.includes(listing.listingId))
      ? []
      : [{ listing, body }]
  })
  if (bodies.length > 0) return bodies
  const of = named === undefined ? '' : ` of listing ${named.join(', ')}`
  throw new RunnerError('not_found', `The run ${shortRunId(run.runId)} kept no answer${of}.`, {
    hint: 'Only answers that did not fit are kept, with the listing that failed.',
  })
}

/** Prints bodies on stdout, so that one alone can be piped on as it is; whose they are goes to stderr. */
export function printBodies(bodies: readonly KeptBody[], output: Output): void {
  for (const { listing, body } of bodies) {
    output.remark(output.remarkStyle('quiet', `${listing.listingId} ${listing.internalName ?? ''}`.trim()))
    output.print(body)
  }
}
