import { expect, it } from 'vitest'
import { ALL_MIGRATIONS } from '../../src/migrations/all-migrations.ts'
import { describeStores } from '../support/describe-stores.ts'
import { PLAIN_FLAVOURS, STORE_FLAVOURS } from '../support/store-flavours.ts'

describeStores(
  (_name, open) => {
    it('lets one of several migrate at once, and the others find it done', async () => {
      const first = await open({ migrate: false })
      const others = await Promise.all([1, 2, 3].map(() => open({ migrate: false, keepData: true })))

      const reports = await Promise.all([first, ...others].map((store) => store.migrate()))

      const applied = reports.map((report) => report.applied.length).filter((count) => count > 0)
      expect(applied).toEqual([ALL_MIGRATIONS.length])
      await expect(first.assertMigrated()).resolves.toBeUndefined()
    })
  },
  // PGlite has one session: its stores take turns anyway.
  [...STORE_FLAVOURS, ...PLAIN_FLAVOURS].filter(({ database }) => database !== 'embedded'),
)
