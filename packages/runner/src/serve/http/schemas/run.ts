import { RUN_STATUSES, type Run, type RunListing } from 'insights-store-timescale'
import { z } from 'zod'
import { instant } from './days-and-instants.ts'

const rowCounts = z.object({ inserted: z.int(), updated: z.int(), unchanged: z.int() })

const remark = z.object({ code: z.string(), message: z.string() })

export const runStatus = z
  .enum(RUN_STATUSES)
  .meta({ id: 'RunStatus', description: 'What a run is, or what became of it.' })

/** The day of a response: what the database has is not checked again. */
const day = z.string().meta({ format: 'date' })

const runFields = {
  run_id: z.string().meta({ format: 'uuid' }),
  account_id: z.string(),
  status: runStatus,
  trigger: z.enum(['manual', 'scheduled']).describe('Who asked for it.'),
  full: z.boolean().describe('Whether it asks for everything, whatever is there already.'),
  scrape_day: day.describe('The `time` of all its rows.'),
  base_day: day.nullable().describe('The day that the API counts from, as measured; null before that.'),
  holder: z.string().nullable().describe('The process that carries it out, or did.'),
  attempts: z.int().describe('How often it was started.'),
  retries: z.int().describe('How often it was started again after it had ended without all listings.'),
  created_at: instant,
  started_at: instant.nullable().describe('When it was first started.'),
  finished_at: instant.nullable(),
  next_attempt_at: instant
    .nullable()
    .describe('When it goes on by itself, at the earliest; null where it does not.'),
  cancel_requested_at: instant.nullable(),
  progress: z.object({
    sequence: z
      .int()
      .describe('Grows with everything that happens to the run; the id of its events (`Last-Event-ID`).'),
    listings_total: z.int(),
    listings_done: z.int().describe('Stored or failed.'),
    listings_succeeded: z.int(),
    listings_failed: z.int(),
    requests_total: z.int(),
    requests_done: z.int(),
  }),
  rows: rowCounts.describe('Rows stored.'),
  error: remark.nullable().describe('Why it ended without all listings.'),
  notes: z.array(remark).describe('What is worth knowing and no failure.'),
  otel_trace_id: z
    .string()
    .nullable()
    .describe('The OpenTelemetry trace in which it was last carried out; null where it was not traced.'),
}

export const run = z.object(runFields).meta({
  id: 'Run',
  description: 'One sync of one account. All counts are of what is stored.',
  examples: [
    {
      run_id: '6f9c2a57-3a1e-4a53-9d57-0f2f3c1b8e11',
      account_id: '210000001',
      status: 'running',
      trigger: 'scheduled',
      full: false,
      scrape_day: '2026-06-15',
      base_day: '2026-06-12',
      holder: 'worker-1 4711',
      attempts: 1,
      retries: 0,
      created_at: '2026-06-15T05:00:12.000Z',
      started_at: '2026-06-15T05:00:14.000Z',
      finished_at: null,
      next_attempt_at: null,
      cancel_requested_at: null,
      progress: {
        sequence: 19,
        listings_total: 4,
        listings_done: 2,
        listings_succeeded: 2,
        listings_failed: 0,
        requests_total: 96,
        requests_done: 51,
      },
      rows: { inserted: 64, updated: 12, unchanged: 20 },
      error: null,
      notes: [],
      otel_trace_id: null,
    },
  ],
})

const runListing = z
  .object({
    listing_id: z.string(),
    listing_name: z.string().nullable(),
    internal_name: z.string().nullable(),
    status: z.enum(['pending', 'succeeded', 'failed']),
    window: z.object({ start: day, end: day }).nullable().describe('The nights that are asked for.'),
    base_day: day.nullable(),
    requests: z.int(),
    rows: rowCounts,
    attempts: z.int(),
    error: z
      .object({
        code: z.string(),
        message: z.string(),
        path: z.string().nullable().describe('Where in the answer.'),
        trace_id: z.string().nullable().describe("Airbnb's id of the answer."),
        has_body: z
          .boolean()
          .describe('Whether the raw answer was kept: `airbnb-insights runs show --body` prints it.'),
      })
      .nullable(),
    finished_at: instant.nullable(),
  })
  .meta({ id: 'RunListing', description: 'What became of one listing in a run.' })

export const runWithListings = z
  .object({ ...runFields, listings: z.array(runListing) })
  .meta({ id: 'RunWithListings', description: 'A run with each of its listings.' })

/** A run as {@link run} describes it. */
export function runBody(stored: Run): z.output<typeof run> {
  return {
    run_id: stored.runId,
    account_id: stored.accountId,
    status: stored.status,
    trigger: stored.trigger,
    full: stored.full,
    scrape_day: stored.scrapeDay,
    base_day: stored.baseDay,
    holder: stored.holder,
    attempts: stored.attempts,
    retries: stored.retries,
    created_at: stored.createdAt,
    started_at: stored.startedAt,
    finished_at: stored.finishedAt,
    next_attempt_at: stored.nextAttemptAt,
    cancel_requested_at: stored.cancelRequestedAt,
    progress: {
      sequence: stored.sequence,
      listings_total: stored.listingsTotal,
      listings_done: stored.listingsSucceeded + stored.listingsFailed,
      listings_succeeded: stored.listingsSucceeded,
      listings_failed: stored.listingsFailed,
      requests_total: stored.requestsTotal,
      requests_done: stored.requestsDone,
    },
    rows: stored.rows,
    error: stored.error,
    notes: [...stored.notes],
    otel_trace_id: stored.otelTraceId,
  }
}

/** A listing's part of a run as {@link runWithListings} describes it. */
export function runListingBody(stored: RunListing): z.output<typeof runListing> {
  const { error } = stored
  return {
    listing_id: stored.listingId,
    listing_name: stored.listingName,
    internal_name: stored.internalName,
    status: stored.status,
    window: stored.window,
    base_day: stored.baseDay,
    requests: stored.requests,
    rows: stored.rows,
    attempts: stored.attempts,
    error: error && {
      code: error.code,
      message: error.message,
      path: error.path,
      trace_id: error.traceId,
      has_body: error.responseBody !== null,
    },
    finished_at: stored.finishedAt,
  }
}

/** Where a run is to be looked at. */
export function runUrl(id: string): string {
  return `/api/v1/runs/${id}`
}
