// The service from its sources, restarted whenever one of them changes, on a simulated Airbnb:
//
//   npm run dev [-- flags of `airbnb-insights serve`]
//
// Without DATABASE_URL it uses an embedded database in .simulated-airbnb/dev. Without SERVICE_KEYS it asks for none, which
// the service allows on loopback alone. No .env file is read, so that no real database is reached by accident.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { writeSimulatedAccounts } from './simulated-accounts.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = `${root}packages/runner/src/bin.ts`
const folder = `${root}.simulated-airbnb/dev`

const simulator = await startSimulator({ accounts: 3, listings: 3, latencyMs: 50, requestLog: false })
const [account] = simulator.accounts
if (account === undefined) throw new Error('the simulator has no account')
const files = writeSimulatedAccounts(`${folder}/accounts`, simulator.accounts)
console.log(
  `A simulated Airbnb at ${simulator.url}; accounts to add:\n${files.map(({ body }) => body).join('\n')}`,
)

const environment = {
  ...process.env,
  AIRBNB_BASE_URL: simulator.url,
  AIRBNB_MIN_INTERVAL_MS: '0',
  // The service stores this account by itself when it starts.
  AIRBNB_COOKIE: account.credentials.cookie,
  X_AIRBNB_CLIENT_TRACE_ID: account.credentials.clientTraceId,
  X_CLIENT_VERSION: account.credentials.clientVersion,
  USER_AGENT: account.credentials.userAgent,
}
const onSources = ['--conditions=airbnb-insights:source', '--disable-warning=ExperimentalWarning']
const server = process.env['DATABASE_URL'] !== undefined
if (server) {
  // A server's database is migrated before the service starts; the embedded one by the service.
  const migrate = [...onSources, bin, 'migrate', 'up', '--no-env-file']
  const { status } = spawnSync(process.execPath, migrate, { env: environment, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const service = spawn(
  process.execPath,
  [
    '--watch',
    '--watch-preserve-output',
    ...onSources,
    bin,
    'serve',
    '--no-env-file',
    ...(server ? [] : ['--data-dir', folder]),
    ...(process.env['SERVICE_KEYS'] === undefined ? ['--insecure-no-auth'] : []),
    ...process.argv.slice(2),
  ],
  { env: environment, stdio: 'inherit' },
)
// Ctrl-C reaches the service as well, which takes its time to leave; a supervisor's signal reaches this process alone.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => service.kill('SIGTERM'))
const [code] = (await once(service, 'close')) as [number | null]
await simulator.close()
process.exitCode = code ?? 1
