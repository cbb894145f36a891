import type { Account, SessionOutlook } from 'insights-store-timescale'
import { type LearnedRequests, OPERATION_NAMES } from 'insights-transform'
import { z } from 'zod'
import { ACCOUNT_NAME } from '../../../accounts/account-name.ts'
import { instant } from './days-and-instants.ts'
import { accountId } from './identifiers.ts'

const learned = z
  .object({
    operations: z
      .partialRecord(z.enum(OPERATION_NAMES), z.string())
      .describe('The hash of each persisted query that was seen.'),
    web_key: z.string().nullable().describe("The public key of Airbnb's website."),
    locale: z.string().nullable().describe('The language that was asked for.'),
    currency: z.string().nullable().describe('The currency that was asked for.'),
  })
  .describe(
    'What its copied requests said of the API; settings go before it, and it before what is built in.',
  )

/** How a session probably stands. */
const session = z
  .object({
    state: z
      .enum(['healthy', 'not_renewed', 'ending', 'expired', 'unknown'])
      .describe(
        'How it probably stands. `not_renewed`: Airbnb has not renewed its cookie for more than a day; `ending`: it ' +
          'probably ends within twelve hours; `unknown`: not tried yet, or not for two days.',
      ),
    last_answered_at: instant.nullable().describe('When Airbnb last answered with it; null for never.'),
    last_renewed_at: instant.nullable().describe('When Airbnb last renewed its cookie; null for never.'),
    renewals: z.int().describe('How often it did.'),
    ended_at: instant.nullable().describe('When Airbnb refused it; null while it has not.'),
    likely_end_at: instant
      .nullable()
      .describe('When it will probably end; null where nothing speaks for any time.'),
    past_lifetimes_seconds: z
      .array(z.int())
      .describe('How long earlier sessions of the account lived until they expired, the newest first.'),
  })
  .meta({
    id: 'SessionOutlook',
    description: 'What is known of the session in use, and what it probably comes to.',
  })

/** An account as the API shows it: nothing that could sign in as it. */
export const account = z
  .object({
    account_id: z.string().describe('The Airbnb account id.'),
    name: z.string().nullable().describe('As you call it; null for one without a name.'),
    customer_id: z.string().nullable().describe('A UUID of your own.'),
    base_url: z.string().nullable().describe('The site that its session is of; null where none was named.'),
    learned: learned.nullable(),
    learned_at: instant.nullable().describe('When a request that said anything of that was last given.'),
    is_active: z.boolean().describe('Whether the account is synced.'),
    last_sync_at: instant.nullable().describe('When a run last had all listings; null where none ever did.'),
    created_at: instant,
    updated_at: instant,
    deleted_at: instant.nullable().describe('When it was deleted; null for one that is there.'),
    credential_status: z
      .enum(['ok', 'expired', 'unknown'])
      .describe('What was last seen of the session; `unknown` since it was set.'),
    credential_checked_at: instant.nullable().describe('When that was seen.'),
    cookie_set_at: instant
      .nullable()
      .describe('When somebody last set the credentials; null for one of an adopted database.'),
    session: session.describe('How the session probably goes on.'),
    cookie_encrypted: z.boolean().describe('Whether the cookie is encrypted at rest.'),
    x_client_version: z.string(),
    user_agent: z.string(),
  })
  .meta({
    id: 'Account',
    description: 'An account. Its cookie and its trace id go in and never come out.',
    examples: [
      {
        account_id: '210000001',
        name: 'Lakeside flats',
        customer_id: null,
        base_url: 'https://www.airbnb.com',
        learned: {
          operations: { ChartQuery: '3e1e441e3bac1937e60c1b0409b53286e338804dd94c68575c556289a3b07580' },
          web_key: null,
          locale: 'en',
          currency: 'USD',
        },
        learned_at: '2026-05-02T09:30:00.000Z',
        is_active: true,
        last_sync_at: '2026-06-15T05:04:31.118Z',
        created_at: '2026-05-02T09:30:00.000Z',
        updated_at: '2026-06-15T05:04:31.118Z',
        deleted_at: null,
        credential_status: 'ok',
        credential_checked_at: '2026-06-15T05:04:31.118Z',
        cookie_set_at: '2026-05-02T09:30:00.000Z',
        session: {
          state: 'healthy',
          last_answered_at: '2026-06-15T05:00:12.402Z',
          last_renewed_at: '2026-06-15T05:00:12.402Z',
          renewals: 43,
          ended_at: null,
          likely_end_at: null,
          past_lifetimes_seconds: [172_800],
        },
        cookie_encrypted: true,
        x_client_version: '0123456789abcdef0123456789abcdef01234567',
        user_agent: 'Mozilla/5.0 …',
      },
    ],
  })

/** An account as {@link account} describes it. */
export function accountBody(stored: Account, outlook: SessionOutlook | undefined): z.output<typeof account> {
  return {
    account_id: stored.accountId,
    name: stored.name,
    customer_id: stored.customerId,
    base_url: stored.baseUrl,
    learned: stored.learned && learnedBody(stored.learned),
    learned_at: stored.learnedAt,
    is_active: stored.isActive,
    last_sync_at: stored.lastSyncAt,
    created_at: stored.createdAt,
    updated_at: stored.updatedAt,
    deleted_at: stored.deletedAt,
    credential_status: stored.credentialStatus,
    credential_checked_at: stored.credentialCheckedAt,
    cookie_set_at: stored.cookieSetAt,
    session: sessionBody(outlook),
    cookie_encrypted: stored.cookieKeyId !== null,
    x_client_version: stored.clientVersion,
    user_agent: stored.userAgent,
  }
}

/** Of an account that was removed meanwhile nothing is known. */
function sessionBody(outlook: SessionOutlook | undefined): z.output<typeof session> {
  return {
    state: outlook?.state ?? 'unknown',
    last_answered_at: outlook?.lastAnsweredAt ?? null,
    last_renewed_at: outlook?.lastRenewedAt ?? null,
    renewals: outlook?.renewals ?? 0,
    ended_at: outlook?.endedAt ?? null,
    likely_end_at: outlook?.likelyEnd ?? null,
    past_lifetimes_seconds: (outlook?.pastLifetimesMs ?? []).map((ms) => Math.round(ms / 1000)),
  }
}

const cookie = z
  .string()
  .min(1)
  .max(65_536)
  .describe("The browser's `Cookie` header of a signed-in host. Only the session's cookies of it are kept.")

const clientVersion = z
  .string()
  .trim()
  .regex(/^[\w.-]{1,128}$/, 'letters, digits, ., _ and -')
  .describe("The browser's `X-Client-Version` header.")

const userAgent = z.string().trim().min(1).max(1024).describe("The browser's `User-Agent` header.")

const clientTraceId = z
  .string()
  .trim()
  .regex(/^[\w-]{1,128}$/, 'letters, digits, _ and -')
  .nullable()
  .describe("The browser's `X-Airbnb-Client-Trace-Id` header; null for one made up for each client.")

/** The largest body with copied requests; a longer recording is for the command line, which reads it piece by piece. */
export const COPIED_LIMIT = 16 * 1024 * 1024

const copied = z
  .string()
  .min(1)
  .max(COPIED_LIMIT)
  .describe(
    'What a browser copies of a request of a Performance page: as cURL, fetch (Node.js) or PowerShell, its headers, a ' +
      'HAR file with cookies, a Cookie header, a cookies.txt. Requests to other sites are left out; of several accounts, ' +
      'the one that is named is taken.',
  )

const FOR_COOKIES =
  'For cookies alone, which do not say it; without it that of the account, or of the one set last.'

/** What of the browser may be given beside a form that does not hold it. */
const browser = {
  x_client_version: clientVersion.optional().describe(FOR_COOKIES),
  user_agent: userAgent.optional().describe(FOR_COOKIES),
}

/** Requests that no session was taken from. */
const leftOutRequests = z.object({
  host: z.string().nullable().describe('Whom they ask; null where that cannot be told.'),
  reason: z.string().describe('`other_site`, `other_account`, or what is missing of a request to Airbnb.'),
  requests: z.int().describe('How many.'),
})

/** An account as it is after its credentials were set. */
export const storedAccount = account
  .extend({
    left_out: z.array(leftOutRequests).describe('The copied requests that the session was not taken from.'),
  })
  .meta({ id: 'StoredAccount', description: 'An account, and what was not taken of what was given.' })

function learnedBody({ operations, webKey, locale, currency }: LearnedRequests): z.output<typeof learned> {
  return { operations, web_key: webKey, locale, currency }
}

const accountName = z.string().trim().regex(ACCOUNT_NAME, 'one line of 1 to 80 characters')

/** What an account has beside its credentials. */
const settings = {
  is_active: z.boolean().optional().describe('Whether the account is synced; a new one is.'),
  name: accountName.nullable().optional().describe('What you call the account; null takes the name away.'),
  customer_id: z.uuid().nullable().optional().describe('A UUID of your own.'),
}

const COPIED_FORM = {
  title: 'From a copied request',
  examples: [{ copied: "curl 'https://www.airbnb.com/api/v3/…' -H 'x-client-version: …' -b '…'" }],
}

/** An account with its credentials, as somebody sets them. */
export const accountInput = z
  .union([
    z
      .strictObject({
        account_id: accountId.optional().describe('Only checked against the one that the cookie tells.'),
        airbnb_cookie: cookie,
        x_airbnb_client_trace_id: clientTraceId.optional(),
        x_client_version: clientVersion,
        user_agent: userAgent,
        ...settings,
      })
      .meta({
        title: 'Field by field',
        examples: [
          {
            account_id: '210000001',
            airbnb_cookie: '_airbed_session_id=…; _user_attributes=…',
            x_client_version: '0123456789abcdef0123456789abcdef01234567',
            user_agent: 'Mozilla/5.0 …',
          },
        ],
      }),
    z.strictObject({ copied, account_id: accountId.optional(), ...browser, ...settings }).meta(COPIED_FORM),
  ])
  .describe('The account with its credentials; what is left out of an account that is there stays.')

/** What to change of an account. */
export const accountChange = z
  .union([
    z
      .strictObject({
        airbnb_cookie: cookie.optional(),
        x_airbnb_client_trace_id: clientTraceId.optional(),
        x_client_version: clientVersion.optional(),
        user_agent: userAgent.optional(),
        ...settings,
      })
      .refine((change) => Object.keys(change).length > 0, 'at least one field to change')
      .meta({ title: 'Field by field', minProperties: 1, examples: [{ is_active: false }] }),
    z.strictObject({ copied, ...browser, ...settings }).meta(COPIED_FORM),
  ])
  .describe('What to change; anything left out stays. New credentials clear an expired mark.')
