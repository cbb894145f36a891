import { PGlite } from '@electric-sql/pglite'
import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTestDatabase, timescaleAvailable } from '../../../../scripts/test-database.ts'
import { COPIED_TABLES, FILLED_BY_MIGRATIONS } from '../../src/copies/copied-tables.ts'
import { createCopies } from '../../src/copies/copies.ts'
import { isDamagedBackupError, isTargetNotEmptyError, isUnfinishedMoveError } from '../../src/errors.ts'
import { ALL_MIGRATIONS } from '../../src/migrations/all-migrations.ts'
import { migrate } from '../../src/migrations/migrate.ts'
import { openContext } from '../../src/open-context.ts'
import { openStore, type Store } from '../../src/open-store.ts'
import type { StoreOptions } from '../../src/store-options.ts'
import { contentOf, copyOf } from '../support/content-of-store.ts'
import { fillEveryTable } from '../support/fill-every-table.ts'
import { HOSTILE_SCHEMA } from '../support/store-flavours.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

// Each has several databases made and filled.
vi.setConfig({ testTimeout: 180_000 })

type Kind = 'embedded' | 'timescale' | 'plain'
const KINDS: readonly Kind[] = timescaleAvailable() ? ['embedded', 'timescale', 'plain'] : ['embedded']

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
}, 180_000)

async function newConnection(kind: Kind): Promise<StoreOptions['connection']> {
  if (kind === 'embedded') {
    const pglite = await PGlite.create()
    closers.push(() => pglite.close())
    return { pglite }
  }
  const database = await createTestDatabase({ timescale: kind === 'timescale' })
  closers.push(() => database.drop())
  return database.url
}

async function open(kind: Kind, schema = 'airbnb'): Promise<Store> {
  const store = await openStore({
    connection: await newConnection(kind),
    schema,
    allowPlaintextCredentials: true,
  })
  closers.push(() => store.close())
  return store
}

async function openFull(kind: Kind, schema = 'airbnb'): Promise<Store> {
  const store = await open(kind, schema)
  await store.migrate()
  await fillEveryTable(store)
  return store
}

async function backUp(store: Store): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  await store.copies.backUp(async (piece) => void pieces.push(piece))
  return Buffer.concat(pieces)
}

const reading = (file: Uint8Array) =>
  async function* content() {
    for (let at = 0; at < file.byteLength; at += 5_000) yield file.subarray(at, at + 5_000)
  }

async function expectUnfilled(store: Store): Promise<void> {
  for (const { table } of COPIED_TABLES) {
    const { rows } = await sql<{ name: string | null }>`
      SELECT to_regclass(${`"${store.schema.replaceAll('"', '""')}".${table}`})::text AS name`.execute(
      store.db,
    )
    if (rows[0]?.name === null || FILLED_BY_MIGRATIONS.has(table)) continue
    const found = await sql`SELECT FROM ${sql.id(store.schema, table)} LIMIT 1`.execute(store.db)
    expect(found.rows, table).toEqual([])
  }
}

it.each(KINDS)('%s: a schema just migrated has rows in no other table than is known', async (kind) => {
  const store = await open(kind)
  await store.migrate()
  const filled: string[] = []
  for (const { table } of COPIED_TABLES) {
    const { rows } = await sql`SELECT FROM ${sql.id('airbnb', table)} LIMIT 1`.execute(store.db)
    if (rows.length > 0) filled.push(table)
  }
  expect(filled).toEqual([...FILLED_BY_MIGRATIONS])
})

const PAIRS: readonly (readonly [from: Kind, to: Kind])[] = timescaleAvailable()
  ? [
      ['embedded', 'embedded'],
      ['embedded', 'timescale'],
      ['timescale', 'embedded'],
      ['timescale', 'timescale'],
      ['timescale', 'plain'],
      ['plain', 'timescale'],
    ]
  : [['embedded', 'embedded']]

describe.each(PAIRS)('from %s to %s', (from, to) => {
  it('a backup has every value of every table, and numbers go on where they were', async () => {
    const store = await openFull(from)
    const file = await backUp(store)
    const restored = await open(to, from === to ? HOSTILE_SCHEMA : 'airbnb')
    const contents = await restored.copies.restore(reading(file))
    expect(await contentOf(restored)).toEqual(copyOf(await contentOf(store)))
    expect(contents.measures['chart_query']?.rows).toBe(3)
    await restored.assertMigrated()
    await restored.checkWrites()
    const next = await sql<{ sequence: string }>`
      INSERT INTO ${sql.id(restored.schema, 'notification_messages')} (target, account_id, code, content)
      SELECT target, '1', 'c', '{}' FROM ${sql.id(restored.schema, 'notification_targets')} LIMIT 1
      RETURNING sequence`.execute(restored.db)
    expect(next.rows).toEqual([{ sequence: '4' }])
    const { hypertables } = await restored.maintenance.status()
    const chunks = to === 'timescale' ? METRIC_TABLE_NAMES.map((table) => [table, 3]) : []
    expect(hypertables.map((hypertable) => [hypertable.table, hypertable.chunks])).toEqual(chunks)
  })

  it('a move and a move back leave what was there', async () => {
    const store = await openFull(from)
    const moved = await open(to)
    const { tables, goesOn } = await store.copies.moveTo(moved, { from: 'here' })
    expect(goesOn).toBe(false)
    expect(tables).toHaveLength(COPIED_TABLES.length)
    await moved.assertMigrated()
    const back = await open(from)
    const again = await moved.copies.moveTo(back, { from: 'there' })
    expect(again.tables).toEqual(tables)
    expect(await contentOf(back)).toEqual(copyOf(await contentOf(store)))
    await expect(
      sql`INSERT INTO ${sql.id('airbnb', 'listings')} (account_id, airbnb_listing_id) VALUES ('nobody', '1')`.execute(
        back.db,
      ),
    ).rejects.toThrow(/foreign key/)
  })
})

describe.each(KINDS)('into %s', (kind) => {
  it('a database with rows takes neither, and stays as it is', async () => {
    const store = await openFull('embedded')
    const filled = await open(kind)
    await filled.migrate()
    await sql`
      INSERT INTO airbnb.accounts (account_id, airbnb_cookie, x_client_version, user_agent, is_active)
      VALUES ('7', '-', '-', '-', true)`.execute(filled.db)
    const before = await contentOf(filled)
    const refused = await filled.copies.restore(reading(await backUp(store))).catch((error: unknown) => error)
    expect(isTargetNotEmptyError(refused) && refused.tables).toEqual(['accounts'])
    const alsoRefused = await store.copies.moveTo(filled, { from: 'here' }).catch((error: unknown) => error)
    expect(isTargetNotEmptyError(alsoRefused) && alsoRefused.tables).toEqual(['accounts'])
    expect(await contentOf(filled)).toEqual(before)
  })

  it('a file that is cut, changed or something else restores nothing', async () => {
    const file = await backUp(await openFull('embedded'))
    const target = await open(kind)
    const changed = Buffer.from(file)
    const middle = Math.floor(file.byteLength / 2)
    changed[middle] = (changed[middle] ?? 0) ^ 1
    const broken: readonly [Uint8Array, RegExp][] = [
      [file.subarray(0, -1), /cut off/],
      [file.subarray(0, middle), /cut off/],
      [file.subarray(0, 0), /cut off|no file/],
      [changed, /changed/],
      [Buffer.from('SELECT 1;'), /no file/],
    ]
    for (const [content, said] of broken) {
      const error = await target.copies.restore(reading(content)).catch((thrown: unknown) => thrown)
      expect(isDamagedBackupError(error)).toBe(true)
      expect(String(error)).toMatch(said)
    }
    await expectUnfilled(target)
    await target.copies.restore(reading(file))
  })

  it('a move that ended in the middle keeps everybody out, and goes on from where it came', async () => {
    const store = await openFull('embedded')
    const target = await open(kind)
    const stop = new AbortController()
    const stopped = store.copies.moveTo(target, {
      from: 'here',
      signal: stop.signal,
      onProgress: ({ stage, table }) => {
        if (stage === 'copying' && table === 'confirmations') stop.abort()
      },
    })
    await expect(stopped).rejects.toThrow('aborted')
    for (const use of [() => target.assertMigrated(), () => target.migrate()]) {
      expect(isUnfinishedMoveError(await use().catch((error: unknown) => error))).toBe(true)
    }
    const other = await store.copies.moveTo(target, { from: 'elsewhere' }).catch((error: unknown) => error)
    expect(isUnfinishedMoveError(other) && String(other)).toMatch(/begun from here/)

    // Meanwhile the source has gone on: what is there already is copied again where it differs.
    await sql`UPDATE airbnb.accounts SET name = 'renamed' WHERE account_id = '1'`.execute(store.db)
    const copied: string[] = []
    const { goesOn } = await store.copies.moveTo(target, {
      from: 'here',
      onProgress: ({ stage, table }) => void (stage === 'copying' && copied.push(table)),
    })
    expect(goesOn).toBe(true)
    expect(copied).toContain('accounts')
    expect(copied).not.toContain('sync_runs')
    expect(await contentOf(target)).toEqual(copyOf(await contentOf(store)))
    await target.assertMigrated()
    await target.checkWrites()
  })
})

it('a backup of an older version is restored as it was then, and migrated', async () => {
  const opened = await openContext({
    connection: await newConnection('embedded'),
    allowPlaintextCredentials: true,
  })
  closers.push(opened.close)
  const { context, unbound } = opened
  const then = ALL_MIGRATIONS.slice(
    0,
    ALL_MIGRATIONS.findIndex(({ name }) => name === '0017_every_metric'),
  )
  await migrate(context, unbound, {}, then)
  await sql`
    INSERT INTO airbnb.accounts (account_id, airbnb_cookie, x_client_version, user_agent, is_active)
    VALUES ('7', '-', '-', '-', true)`.execute(context.db)
  await sql`
    INSERT INTO airbnb.confirmations (account_id, airbnb_listing_id, "time", chart_query, chart_summary, list_of_metrics)
    VALUES ('7', '70', '2026-01-15', '{[2026-01-02,2026-01-04)}', '{}', '{}')`.execute(context.db)
  const pieces: Uint8Array[] = []
  const made = await createCopies(context, unbound).backUp(async (piece) => void pieces.push(piece))
  expect(made.migrations.at(-1)).toBe('0016_current_state_filled')

  const restored = await open('embedded')
  await restored.copies.restore(reading(Buffer.concat(pieces)))
  await restored.assertMigrated()
  const { rows } = await sql`SELECT kept_in, lane, days FROM airbnb.confirmations`.execute(restored.db)
  expect(rows).toEqual([{ kept_in: 'chart_query', lane: '', days: '{[2026-01-02,2026-01-04)}' }])
})

it('an embedded database is backed up through the process that has it open', async () => {
  await using folder = await temporaryFolder()
  const connection = { dataDir: folder.path }
  const options = { allowPlaintextCredentials: true }
  await using service = await openStore({ ...options, connection: { ...connection, sharing: 'lend' } })
  await service.migrate()
  await fillEveryTable(service)
  await using guest = await openStore({ ...options, connection: { ...connection, sharing: 'borrow' } })
  const restored = await open('embedded')
  await restored.copies.restore(reading(await backUp(guest)))
  expect(await contentOf(restored)).toEqual(copyOf(await contentOf(service)))
})
