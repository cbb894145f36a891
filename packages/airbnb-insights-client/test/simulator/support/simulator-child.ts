import { serveToParent } from '../../../src/simulator/index.ts'

await serveToParent({ today: '2026-03-18', accounts: 2, prerender: true })
