import { z } from 'zod'
import { calendarDay } from '../../serve/http/schemas/days-and-instants.ts'
import { accountId } from '../../serve/http/schemas/identifiers.ts'

/** How many rows at most: an assistant reads each of them. */
export const limit = z
  .int()
  .min(1)
  .max(2_000)
  .default(200)
  .describe('At most so many rows; `total` says how many there are.')

export const account_id = accountId.describe('The account, as list_accounts tells it.')

const listing_id = z
  .string()
  .regex(/^\d{1,30}$/, 'the digits of a listing id')
  .optional()
  .describe('One listing alone, as list_listings tells it; all of the account without it.')

const as_of = calendarDay
  .optional()
  .describe('Only what was known on this scrape day or before it; without it what is known now.')

/** What each question about the nights of an account can name. */
export const ABOUT_NIGHTS = {
  account_id,
  listing_id,
  from: calendarDay.optional().describe('The first stay night wanted.'),
  to: calendarDay.optional().describe('The last stay night wanted, itself included.'),
  as_of,
  limit,
}

/** The same by week, of each listing or of all together. */
export const ABOUT_WEEKS = {
  ...ABOUT_NIGHTS,
  per: z
    .enum(['listing', 'account'])
    .default('listing')
    .describe('A row for each listing and week, or for each week of all listings together.'),
}

/** What was asked about nights, as the store takes it. */
export function nightsAsked(input: {
  readonly account_id: string
  readonly listing_id?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly as_of?: string | undefined
}) {
  const { listing_id: listingId, from, to, as_of: asOf } = input
  return {
    accountId: input.account_id,
    ...(listingId !== undefined && { listingId }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(asOf !== undefined && { asOf }),
  }
}
