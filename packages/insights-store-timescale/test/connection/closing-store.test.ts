import { expect, it } from 'vitest'
import { openStore } from '../../src/open-store.ts'
import { startFakePostgres } from '../support/fake-postgres.ts'

// Without a listener the error would end the process, and vitest reports it.
it('a store that was closed takes no notice of how the server ends its sessions', async () => {
  const row = {
    version: '17.12',
    version_num: '170012',
    in_recovery: 'f',
    timescale_version: null,
    timescale_schema: null,
  }
  const farewell = { code: '57P01', message: 'terminating connection due to administrator command' }
  await using server = await startFakePostgres({ row }, farewell)
  const store = await openStore({ connection: server.url })
  expect(server.sessions()).toBe(1)
  await store.close()
  await expect.poll(() => server.sessions()).toBe(0)
})
