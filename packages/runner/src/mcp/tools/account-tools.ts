import { z } from 'zod'
import { account, accountBody } from '../../serve/http/schemas/account.ts'
import { defineRowsTool, type Tool } from '../declaration/tool.ts'
import { account_id, limit } from './arguments.ts'
import { day } from './row-fields.ts'

const SHOWN = {
  account_id: true,
  name: true,
  is_active: true,
  last_sync_at: true,
  credential_status: true,
  credential_checked_at: true,
  session: true,
} as const

/** The accounts, without what a browser sends for them. */
export const listAccounts: Tool = defineRowsTool({
  name: 'list_accounts',
  title: 'Accounts',
  description:
    'The Airbnb host accounts whose insights are kept here, with when each was last synced whole and how its session stands. Begin here: every other tool takes an account_id.',
  about:
    'An account whose session is expired gets no new numbers until its host signs in again. Where there is no account, the host adds one: airbnb-insights accounts login, then airbnb-insights sync.',
  input: z.strictObject({ limit }),
  rows: 'accounts',
  row: account.pick(SHOWN),
  read: async (_, store) => {
    const accounts = await store.accounts.list()
    const outlooks = await store.accounts.sessionOutlooks(accounts.map(({ accountId }) => accountId))
    return accounts.map((stored) => accountBody(stored, outlooks.get(stored.accountId)))
  },
})

/** The listings of an account. */
export const listListings: Tool = defineRowsTool({
  name: 'list_listings',
  title: 'Listings of an account',
  description:
    "Every listing that an account has had: its id, which other tools take and answer with, the host's own name for it and its public title.",
  about: 'Titles are not unique and change; the id is the only key.',
  input: z.strictObject({ account_id, limit }),
  rows: 'listings',
  row: z.object({
    listing_id: z.string(),
    internal_name: z.string().nullable().describe("The host's own name for it."),
    listing_name: z.string().nullable().describe('Its public title.'),
    first_seen_on: day.nullable(),
    last_seen_on: day.nullable().describe('An older day than that of other listings: it may be gone.'),
    last_synced_day: day.nullable().describe('The scrape day of its newest numbers; null before the first.'),
  }),
  read: (input, store) => store.listings.list(input.account_id),
})
