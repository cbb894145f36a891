import { statSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { borrowEmbedded } from '../../src/connection/embedded-guest.ts'
import { isEmbeddedDatabaseBusyError, isEmbeddedStorageError, isOlderLenderError } from '../../src/errors.ts'
import { MIGRATION_TABLE } from '../../src/migrations/migration-state.ts'
import { openStore } from '../../src/open-store.ts'
import { ACCOUNT, accountInput } from '../samples/sample-account.ts'
import { TEST_KEY } from '../support/describe-stores.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const open = (dataDir: string, sharing?: 'lend' | 'borrow') =>
  openStore({
    connection: { dataDir, ...(sharing && { sharing }) },
    credentialKeys: [TEST_KEY],
  })

test('a database that one process lends is used through it, with the same values', async () => {
  await using folder = await temporaryFolder()
  await using lender = await open(folder.path, 'lend')
  await lender.migrate()
  expect(statSync(join(folder.path, 'door')).mode & 0o777).toBe(0o700)
  await using borrower = await open(folder.path, 'borrow')
  await borrower.migrate()

  await borrower.accounts.upsert(accountInput())
  expect(await lender.accounts.get(ACCOUNT)).toMatchObject({ accountId: ACCOUNT, lastSyncAt: null })
  expect((await borrower.accounts.get(ACCOUNT))?.createdAt).toBeInstanceOf(Date)
  expect((await borrower.accounts.credentials(ACCOUNT))?.cookie).toBe(accountInput().cookie)
  const row = { airbnb_listing_id: '900000000000000799', metric_date: '2026-06-02' }
  await borrower.metrics.upsert({
    accountId: ACCOUNT,
    scrapeDay: '2026-06-01',
    chartQuery: [{ ...row, p3_impressions_your_value: 7 }],
  })
  const latest = { accountId: ACCOUNT, from: '2026-06-01', to: '2026-06-03' }
  expect(await borrower.metrics.latest(latest)).toEqual(await lender.metrics.latest(latest))
  expect(await borrower.metrics.latest(latest)).toMatchObject([row])
})

test('what fails in a transaction is rolled back, and told with its code', async () => {
  await using folder = await temporaryFolder()
  await using lender = await open(folder.path, 'lend')
  await lender.migrate()
  await using borrower = await open(folder.path, 'borrow')
  const failed = borrower.db.transaction().execute(async (tx) => {
    await sql`CREATE TABLE kept (id int PRIMARY KEY)`.execute(tx)
    await sql`SELECT 1 / 0`.execute(tx)
  })
  await expect(failed).rejects.toMatchObject({ code: '22012' })
  await expect(sql`SELECT * FROM kept`.execute(lender.db)).rejects.toMatchObject({ code: '42P01' })
})

test('a guest that goes away in mid-transaction holds nobody up', async () => {
  await using folder = await temporaryFolder()
  await using lender = await open(folder.path, 'lend')
  const guest = await borrowEmbedded(folder.path)
  const left = guest?.transaction(async (tx) => {
    await tx.query('CREATE TABLE kept (id int)')
    await guest.close()
    await tx.query('SELECT 1')
  })
  await expect(left).rejects.toSatisfy(isEmbeddedStorageError)
  await lender.ping()
  await expect(sql`SELECT * FROM kept`.execute(lender.db)).rejects.toMatchObject({ code: '42P01' })
})

test('when the lender ends, the guest is told so', async () => {
  await using folder = await temporaryFolder()
  const lender = await open(folder.path, 'lend')
  await lender.migrate()
  await using borrower = await open(folder.path, 'borrow')
  await borrower.ping()
  await lender.close()
  await expect(borrower.accounts.list()).rejects.toSatisfy(isEmbeddedStorageError)
})

test('without a lender, or a wish to borrow, a folder in use is refused as before', async () => {
  await using folder = await temporaryFolder()
  await using lender = await open(folder.path, 'lend')
  await lender.ping()
  await expect(open(folder.path)).rejects.toSatisfy(isEmbeddedDatabaseBusyError)
  await using other = await temporaryFolder()
  await using alone = await open(other.path)
  await alone.ping()
  await expect(open(other.path, 'borrow')).rejects.toSatisfy(isEmbeddedDatabaseBusyError)
})

test('a newer version does not migrate a database under the older process that lends it', async () => {
  await using folder = await temporaryFolder()
  await using lender = await open(folder.path, 'lend')
  await lender.migrate()
  // As an older version left it.
  const newest = (await lender.migrationStatus()).applied.at(-1) ?? ''
  await sql`DELETE FROM ${sql.id(lender.schema, MIGRATION_TABLE)} WHERE name = ${newest}`.execute(lender.db)
  await using borrower = await open(folder.path, 'borrow')
  const refusal = await borrower.migrate().catch((error: unknown) => error)
  expect(isOlderLenderError(refusal)).toBe(true)
  expect(refusal).toMatchObject({ pending: [newest], message: expect.stringContaining('Stop that process') })
  expect((await lender.migrationStatus()).pending).toEqual([newest])
})
