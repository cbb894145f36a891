import { METRIC_TABLE_NAMES } from 'insights-transform'
import { z } from 'zod'
import type { CatalogueEntry } from './metric-catalogue.ts'

const day = z.iso.date()
const count = z.number().int().nonnegative()

const refusal = z.object({
  accountId: z.string(),
  refusedOn: day.describe('The scrape day of the last refusal; it is asked for again a week later.'),
  refusal: z.string().nullable().describe('What Airbnb said.'),
})

const stored = z.object({
  table: z.enum(METRIC_TABLE_NAMES),
  listings: count.describe('How many listings have numbers of it.'),
  rows: count.describe('How many rows of what is known now: of nights, weeks, months or windows.'),
  firstNight: day.describe('The first stay night that they are of.'),
  lastNight: day,
  lastReadOn: day.describe('The last scrape day that read any of them.'),
})

const entry = z.object({
  metric: z.string().describe("The API's name for it."),
  page: z
    .enum(['CONVERSION', 'OCCUPANCY', 'QUALITY'])
    .nullable()
    .describe('null: not known to this version.'),
  label: z.string().nullable().describe('What the page calls it, or its name suggests.'),
  meaning: z.string().nullable().describe('What its numbers are.'),
  carriedBy: z.string().nullable().describe('The metric whose answers carry it along.'),
  everyDays: count
    .nullable()
    .describe(
      'Asked for on one day of so many by the present setting, also as carried along; null: not at all.',
    ),
  requestsPerListingAndDay: z
    .number()
    .nonnegative()
    .describe('On an average day; of what is not asked for, as if it were each day.'),
  requestsPerListingAtFirst: count.describe('In the first sync of a listing.'),
  refusals: z.array(refusal).describe('Accounts that Airbnb refuses it for.'),
  stored: z.array(stored).describe('What is stored of it, table by table.'),
})

/** The document that `metrics list --json` prints, before its keys are in snake_case. */
export const listDocument = z.object({
  accountId: z.string().nullable().describe('The account that was asked about; null: all.'),
  metrics: z.array(entry),
})

/** The catalogue as `--json` gives it. */
export function catalogueDocument(
  accountId: string | null,
  catalogue: readonly CatalogueEntry[],
): z.infer<typeof listDocument> {
  return {
    accountId,
    metrics: catalogue.map(({ requestsPerDay, requestsAtFirst, refusals, stored: rows, ...known }) => ({
      ...known,
      requestsPerListingAndDay: Math.round(requestsPerDay * 100) / 100,
      requestsPerListingAtFirst: requestsAtFirst,
      refusals: [...refusals],
      stored: rows.map(({ metric: _metric, ...of }) => of),
    })),
  }
}
