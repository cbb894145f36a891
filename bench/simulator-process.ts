// Serves simulated accounts in a process of its own, until its parent has gone.
import { type SimulatorOptions, serveToParent } from 'airbnb-insights-client/simulator'

const [options] = process.argv.slice(2)
await serveToParent(JSON.parse(String(options)) as SimulatorOptions)
