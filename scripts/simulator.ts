// A simulated Airbnb to try everything on; `npm run simulator -- --help` says how.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { shellWord } from '../packages/runner/src/output/shell-word.ts'
import { writeSimulatedAccounts } from './simulated-accounts.ts'

const HELP = `A simulated Airbnb: it answers as the real one does, with made-up accounts, until Ctrl-C.

  npm run simulator [-- OPTIONS]

  --accounts N      how many host accounts (default 3)
  --listings N      how many listings each has (default 3)
  --latency-ms N    how long an answer takes (default 50)
  --host ADDRESS    where it listens; 0.0.0.0 makes it reachable for containers (default 127.0.0.1)
  --port N          (default 8090)
  --folder FOLDER   where the accounts' files are written (default .simulated-airbnb in the clone)

It writes each account as ACCOUNT.txt, a copied request for \`accounts add --from\`, and as ACCOUNT.json, a body
for \`POST /api/v1/accounts\`, and prints the commands to begin with.
`

const OPTIONS = {
  help: { type: 'boolean', short: 'h', default: false },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '8090' },
  accounts: { type: 'string', default: '3' },
  listings: { type: 'string', default: '3' },
  'latency-ms': { type: 'string', default: '50' },
  folder: { type: 'string', default: fileURLToPath(new URL('../.simulated-airbnb', import.meta.url)) },
} as const

function fail(message: string): never {
  console.error(`${message}\n(npm run simulator -- --help)`)
  process.exit(2)
}

function readOptions() {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

const values = readOptions()
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const wholeNumber = (name: 'port' | 'accounts' | 'listings' | 'latency-ms', min: number): number => {
  const value = Number(values[name])
  return Number.isInteger(value) && value >= min
    ? value
    : fail(`--${name}: given ${JSON.stringify(values[name])}, allowed: a whole number from ${String(min)} on`)
}

const simulator = await startSimulator({
  accounts: wholeNumber('accounts', 1),
  listings: wholeNumber('listings', 0),
  latencyMs: wholeNumber('latency-ms', 0),
  requestLog: false,
})
const inside = Number(new URL(simulator.url).port)
const door = createServer((socket) => {
  const simulated = connect(inside, '127.0.0.1')
  socket.pipe(simulated).pipe(socket)
  for (const end of [socket, simulated]) end.on('error', () => void [socket.destroy(), simulated.destroy()])
})
door.on('error', ({ message }) => fail(message))
door.listen(wholeNumber('port', 0), values.host)
await once(door, 'listening')

const address = door.address()
const port = typeof address === 'object' && address !== null ? address.port : values.port
const url = `http://${values.host}:${String(port)}`
const folder = resolve(values.folder)
const files = writeSimulatedAccounts(folder, simulator.accounts)
console.log(`A simulated Airbnb answers at ${url} until Ctrl-C. In another terminal:

  export AIRBNB_BASE_URL=${url} DATA_DIR=${shellWord(join(folder, 'data'))}
${files.map(({ request }) => `  airbnb-insights accounts add --from ${shellWord(request)}`).join('\n')}
  airbnb-insights doctor
  airbnb-insights sync

The same accounts as bodies for POST /api/v1/accounts:
${files.map(({ body }) => `  ${body}`).join('\n')}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0))
