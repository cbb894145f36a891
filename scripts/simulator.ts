// A simulated Airbnb to try the service on:   npm run simulator [-- --accounts 5 --listings 4 --latency-ms 50]
//
// Give `airbnb-insights serve` its URL as AIRBNB_BASE_URL. The accounts are written as files that can be posted to the
// service. --host makes it reachable for containers; the simulator itself listens on loopback alone.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { parseArgs } from 'node:util'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { writeSimulatedAccounts } from './simulated-accounts.ts'

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '8090' },
    accounts: { type: 'string', default: '3' },
    listings: { type: 'string', default: '3' },
    'latency-ms': { type: 'string', default: '50' },
    folder: { type: 'string', default: '.airbnb-insights/simulator' },
  },
})

const simulator = await startSimulator({
  accounts: Number(values.accounts),
  listings: Number(values.listings),
  latencyMs: Number(values['latency-ms']),
  requestLog: false,
})
const inside = Number(new URL(simulator.url).port)
const door = createServer((socket) => {
  const simulated = connect(inside, '127.0.0.1')
  socket.pipe(simulated).pipe(socket)
  for (const end of [socket, simulated]) end.on('error', () => void [socket.destroy(), simulated.destroy()])
})
door.listen(Number(values.port), values.host)
await once(door, 'listening')

console.log(`The simulated Airbnb: AIRBNB_BASE_URL=http://${values.host}:${values.port}`)
for (const path of writeSimulatedAccounts(values.folder, simulator.accounts)) console.log(path)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0))
