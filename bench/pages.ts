import { openStore, type Store } from 'insights-store-timescale'
import { addDays } from 'insights-transform'
import { createTestDatabase } from '../scripts/test-database.ts'
import { compare, type Measurement, timed } from './measurement.ts'
import { API_KEY, migrate, spawnService } from './spawned-service.ts'

const ACCOUNT = '120000042'
const LISTINGS = 200
const SCRAPE_DAY = '2026-04-12'
const FIRST_NIGHT = addDays(SCRAPE_DAY, -26 * 7)
const NIGHTS = 26 * 7 + 84
const RUNS = 11

/** How long the pages' overview takes, whole, against the account's numbers as a program reads them. */
export async function pages(): Promise<Measurement[]> {
  const database = await createTestDatabase({ timescale: true })
  try {
    await migrate(database.url)
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await fill(store)
    await using service = await spawnService({ mode: 'admin', databaseUrl: database.url })
    const cookie = await signIn(service.url)
    return [
      await compare({
        name: 'pages',
        what: `the overview, whole, of an account of ${LISTINGS} listings, against reading what is known of its nights (latest)`,
        target: { atMost: 1.5 },
        runs: RUNS,
        units: ['ms overview', 'ms latest'],
        run: async () => ({
          against: await timed(() => store.metrics.latest({ accountId: ACCOUNT })),
          measured: await timed(() => readPage(`${service.url}/pages`, cookie)),
        }),
      }),
    ]
  } finally {
    await database.drop()
  }
}

async function fill(store: Store): Promise<void> {
  const browser = { clientVersion: 'bench', userAgent: 'bench' }
  await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'simsecret-bench', ...browser })
  const listings = Array.from({ length: LISTINGS }, (_, index) => ({
    listingId: String(918_273_645_546_372n * 1000n + BigInt(index)),
    listingName: `Listing ${index + 1}`,
  }))
  await store.listings.recordSeen(ACCOUNT, SCRAPE_DAY, listings)
  for (const { listingId } of listings) {
    const chartQuery = Array.from({ length: NIGHTS }, (_, night) => ({
      airbnb_listing_id: listingId,
      metric_date: addDays(FIRST_NIGHT, night),
      p3_impressions_your_value: 20 + (night % 40),
      p3_impressions_similar_value: 20,
      conversion_rate_your_value: 0.01,
      conversion_rate_similar_value: 0.02,
    }))
    await store.metrics.upsert({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, chartQuery })
  }
  await store.db.updateTable('listings').set({ last_synced_day: SCRAPE_DAY }).execute()
}

/** Signs in as a browser does, and gives its cookie. */
async function signIn(url: string): Promise<string> {
  const form = await fetch(`${url}/pages/sign-in`)
  const token = /name="form_token" value="([^"]+)"/.exec(await form.text())?.[1] ?? ''
  const answer = await fetch(`${url}/pages/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookiesOf(form) },
    body: new URLSearchParams({ form_token: token, key: API_KEY }),
  })
  if (answer.status !== 303) throw new Error(`signing in was answered with ${answer.status}`)
  return cookiesOf(answer)
}

const cookiesOf = ({ headers }: Response): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.replace(/;.*/, ''))
    .join('; ')

async function readPage(url: string, cookie: string): Promise<void> {
  const { status, body } = await fetch(url, { redirect: 'manual', headers: { cookie } })
  if (status !== 200 || body === null) throw new Error(`${url} was answered with ${status}`)
  // The rest is read as well: the connection is used again.
  await new Response(body).arrayBuffer()
}
