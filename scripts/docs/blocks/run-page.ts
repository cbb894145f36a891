import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type Simulator,
  startSimulator,
} from '../../../packages/airbnb-insights-client/src/simulator/index.ts'
import { putNewDatabase } from '../../../packages/insights-store-timescale/test/support/quick-pglite.ts'
import { usualDataFolder } from '../../../packages/runner/src/config/data-folder.ts'
import { POSTGRES_TOOLS } from '../../postgres-tools.ts'
import { createTestDatabase } from '../../test-database.ts'
import { type DocPage, repositoryRoot } from './doc-pages.ts'
import type { FencedBlock } from './fenced-block.ts'
import { pageCommands } from './page-commands.ts'
import { writeCommands, writePageFiles } from './page-folder.ts'
import { EXAMPLE_DATABASE, needsDatabase, PROGRESS_FILE, pageScript } from './page-script.ts'

/** How a page's script ended. */
interface PageRun {
  readonly exitCode: number | null
  /** Line of the page whose block was in hand at the end. */
  readonly line: string
  /** All that the blocks printed. */
  readonly output: string
}

/** The accounts of all pages: the first is the one that pages name. */
const ACCOUNTS = [
  {
    accountId: '120000042',
    listings: [
      { listingId: '900000000000000799', internalName: 'Harbour loft' },
      { internalName: 'Boat house' },
    ],
  },
  { accountId: '310316676', listings: [{ internalName: 'Alm hut' }] },
] as const

/**
 * Runs a page's blocks in its folder, with a simulated Airbnb, its accounts' requests in
 * `request.txt`, `anna.txt` and `ben.txt`, and where it needs one a TimescaleDB.
 */
export async function runPage(
  page: DocPage,
  folder: string,
  leftOut: (block: FencedBlock) => boolean,
): Promise<PageRun> {
  await using simulator = await startSimulator({ accounts: ACCOUNTS })
  await using control = await startControl(simulator)
  await using database = needsDatabase(page) ? await borrowDatabase() : undefined
  const { script, files } = pageScript(page, leftOut)
  writePageFiles(folder, [...files, ...requestFiles(simulator)])
  await putNewDatabase(usualDataFolder({ cwd: folder, environment: { HOME: folder } }))
  writeCommands(join(folder, '.commands'), pageCommands(control.url))
  writeFileSync(
    join(folder, '.page.sh'),
    script.replaceAll(EXAMPLE_DATABASE, database?.url ?? EXAMPLE_DATABASE),
  )

  const child = spawn('bash', ['.page.sh'], {
    cwd: folder,
    env: pageEnvironment(folder, simulator.url),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { exitCode, line: readFileSync(join(folder, PROGRESS_FILE), 'utf8').trim(), output }
}

/** Nothing of this machine's settings, www.airbnb.com as the simulator, and no pace: nobody's server is asked. */
function pageEnvironment(folder: string, airbnb: string): NodeJS.ProcessEnv {
  return {
    PATH: [join(folder, '.commands'), POSTGRES_TOOLS, ...shellPath()].join(delimiter),
    HOME: folder,
    SIMULATED_AIRBNB: airbnb,
    // As a URL: options are told apart by the spaces between them, which a path may have too.
    NODE_OPTIONS: `--import ${pathToFileURL(join(repositoryRoot, 'scripts/docs/blocks/simulated-airbnb.mjs')).href}`,
    AIRBNB_MIN_INTERVAL_MS: '0',
    TEST_DATABASE_URL: process.env['TEST_DATABASE_URL'],
  }
}

/** The PATH of a reader's shell: without the workspace's tools, so that `node` is the machine's own, of whatever age. */
function shellPath(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((path) => !path.includes('/node_modules/'))
}

async function borrowDatabase() {
  const database = await createTestDatabase()
  return { url: database.url, [Symbol.asyncDispose]: () => database.drop() }
}

/** Lets a page's script move the simulator's day. */
async function startControl(simulator: Simulator) {
  const server = createServer(({ url }, response) => {
    const day = new URL(url ?? '/', 'http://localhost').searchParams.get('day')
    if (day !== null) simulator.setToday(day)
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

/** What a browser's "Copy as cURL" gives for a request of each account. */
function requestFiles({ accounts }: Simulator) {
  const texts = accounts.map(({ credentials: { cookie, clientVersion, userAgent } }) =>
    [
      `curl 'https://www.airbnb.com/api/v3/ListingsSectionQuery/7a646c07b45ad35335b2cde4842e5c5bf69ccebde508b2ba60276832bfb1816b'`,
      `-H 'user-agent: ${userAgent}'`,
      `-H 'x-client-version: ${clientVersion}'`,
      `-b '${cookie}'`,
      `--data-raw '{"operationName":"ListingsSectionQuery"}'`,
    ].join(' \\\n  '),
  )
  const [anna = '', ben = ''] = texts
  return [
    { name: 'request.txt', text: anna },
    { name: 'anna.txt', text: anna },
    { name: 'ben.txt', text: ben },
  ]
}
