// Serves simulated accounts from pre-rendered bodies, in a process of its own, until its parent has gone.
import { serveToParent } from 'airbnb-insights-client/simulator'

const [accounts, listings, today] = process.argv.slice(2)
await serveToParent({
  accounts: Number(accounts),
  listings: Number(listings),
  today: String(today),
  prerender: true,
})
