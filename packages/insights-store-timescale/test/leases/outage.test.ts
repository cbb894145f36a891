import { setTimeout as wait } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { layLine } from '../../../../scripts/cuttable-line.ts'
import { isLeaseLostError } from '../../src/errors.ts'
import { openStore } from '../../src/open-store.ts'
import { holdBriefly } from '../samples/held-run.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { describeStores } from '../support/describe-stores.ts'
import { STORE_FLAVOURS } from '../support/store-flavours.ts'

describeStores(
  (_name, open, flavour) => {
    /** A store behind a line that can be cut. */
    const remote = async () => {
      await addAccount(await open())
      const line = await layLine((await open.connection()) as string)
      const store = await openStore({ connection: line.url, schema: flavour.schema })
      return {
        line,
        store,
        async [Symbol.asyncDispose]() {
          await store.close()
          await line[Symbol.asyncDispose]()
        },
      }
    }

    test('a lease survives an outage shorter than its time to live', async () => {
      await using far = await remote()
      const { line, store } = far
      await using lease = await holdBriefly(store, 8_000, 200)
      const before = await store.leases.current(ACCOUNT)
      line.cut()
      await wait(1_000)
      line.mend()
      // More than the time to live after the outage began, it is there only if it was renewed since.
      await vi.waitFor(
        async () => {
          const current = await store.leases.current(ACCOUNT)
          expect(current?.token).toBe(lease.token)
          expect(current?.renewedAt.getTime()).toBeGreaterThan((before?.renewedAt.getTime() ?? 0) + 1_000)
        },
        { timeout: 15_000, interval: 100 },
      )
      expect(lease.signal.aborted).toBe(false)
    })

    test('a lease is lost when the outage lasts longer', async () => {
      await using far = await remote()
      const { line, store } = far
      const lease = await holdBriefly(store, 800, 200)
      line.cut()
      await vi.waitFor(() => expect(lease.signal.aborted).toBe(true), { timeout: 10_000 })
      const reason: unknown = lease.signal.reason
      expect(isLeaseLostError(reason) && reason.cause).toBeInstanceOf(Error)
      await lease.release()
    })
  },
  // Nothing lies between a process and its embedded database.
  STORE_FLAVOURS.filter(({ database }) => database !== 'embedded'),
)
