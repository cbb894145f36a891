import { METRIC_TABLE_NAMES } from 'insights-transform'
import { expect, it } from 'vitest'
import { ALL_MIGRATIONS } from '../../src/migrations/all-migrations.ts'
import { describeStores } from '../support/describe-stores.ts'
import { PLAIN_FLAVOURS, STORE_FLAVOURS } from '../support/store-flavours.ts'

const names = ALL_MIGRATIONS.map(({ name }) => name)
const nothing = {
  applied: [],
  adopted: false,
  hypertables: { created: [], intervalChanged: [] },
  encryptedCookies: 0,
}

describeStores(
  (_name, open, flavour) => {
    it('migrates once, and then has nothing to do', async () => {
      const store = await open({ migrate: false })
      expect(await store.migrationStatus()).toEqual({ current: null, applied: [], pending: names })

      const created = flavour.database === 'timescale' ? [...METRIC_TABLE_NAMES] : []
      expect(await store.migrate()).toEqual({
        ...nothing,
        applied: names,
        hypertables: { created, intervalChanged: [] },
      })
      expect(await store.migrationStatus()).toEqual({ current: names.at(-1), applied: names, pending: [] })
      expect(await store.migrate()).toEqual(nothing)
    })
  },
  [...STORE_FLAVOURS, ...PLAIN_FLAVOURS],
)
