import { openStore } from '../../src/open-store.ts'

// A process of its own: says which error opening an embedded database gives.
try {
  await using store = await openStore({ connection: { dataDir: 'memory://' } })
  process.stdout.write(`opened ${store.server.kind}`)
} catch (error) {
  process.stdout.write(String(error))
}
