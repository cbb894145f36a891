import type { Run, RunListing, Store } from 'insights-store-timescale'
import type { AccountProgress } from '../display/account-progress.ts'
import type { SyncOutcome } from '../sync-outcome.ts'

/** The end of one account's sync with all that is shown of it. */
export interface OutcomeReport {
  readonly outcome: SyncOutcome
  /** What its owner calls the account. */
  readonly name: string | null
  readonly run: Run | null
  /** What became of each listing, from the run's record; empty where there is no run, or it cannot be read. */
  readonly listings: readonly RunListing[]
  /** How long it took here, in milliseconds; null where nothing was begun. */
  readonly durationMs: number | null
}

/** Reads back what was recorded, so that what is shown is what is stored. */
export async function reportOutcomes(
  store: Store,
  outcomes: readonly SyncOutcome[],
  progressOf: (accountId: string) => AccountProgress,
  nameOf: (accountId: string) => string | null = () => null,
): Promise<OutcomeReport[]> {
  const reports: OutcomeReport[] = []
  for (const outcome of outcomes) {
    const { run } = outcome
    const { startedAt, finishedAt } = progressOf(outcome.accountId)
    reports.push({
      outcome,
      name: nameOf(outcome.accountId),
      run,
      // A database that was lost meanwhile must not keep the outcomes from being told.
      listings: run === null ? [] : await store.runs.listings(run.runId).catch(() => []),
      durationMs: startedAt === null || finishedAt === null ? null : finishedAt - startedAt,
    })
  }
  return reports
}

/** The reports as `--json` gives them; raw bodies are left to `runs show --body`. */
export function outcomeDocuments(reports: readonly OutcomeReport[]): unknown[] {
  return reports.map(({ outcome, name, run, listings, durationMs }) => ({
    accountId: outcome.accountId,
    name,
    status: outcome.status,
    error: outcome.error === null ? null : { code: outcome.error.code, message: outcome.error.message },
    retryAt: outcome.retryAt,
    holder: outcome.holder,
    durationMs: durationMs === null ? null : Math.round(durationMs),
    run,
    listings: listings.map(listingDocument),
  }))
}

/** A listing's record without its raw body, which may be large; it says whether there is one. */
export function listingDocument({ error, ...listing }: RunListing): unknown {
  if (error === null) return { ...listing, error }
  const { responseBody, ...told } = error
  return { ...listing, error: { ...told, hasResponseBody: responseBody !== null } }
}
