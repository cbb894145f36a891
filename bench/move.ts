import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openStore } from 'insights-store-timescale'
import { POSTGRES_TOOLS } from '../scripts/postgres-tools.ts'
import { createTestDatabase } from '../scripts/test-database.ts'
import { compare, type Measurement, timed } from './measurement.ts'
import { fillTwoYears } from './two-years.ts'

/** Two years of them, read daily, are a million rows. */
const LISTINGS = 12
const RUNS = 5

/**
 * A million rows from one TimescaleDB into another: a move, which counts them and takes their checksums on both sides,
 * against the server's own tools, which do not.
 */
export async function move(): Promise<Measurement[]> {
  const source = await createTestDatabase()
  try {
    await using store = await openStore({ connection: source.url, allowPlaintextCredentials: true })
    await store.migrate()
    await fillTwoYears(source.url, { listings: LISTINGS })
    const moved = async () => {
      const target = await createTestDatabase()
      try {
        await using copy = await openStore({ connection: target.url, allowPlaintextCredentials: true })
        return await timed(() => store.copies.moveTo(copy, { from: 'the bench' }))
      } finally {
        await target.drop()
      }
    }
    const dumped = async () => {
      const target = await createTestDatabase()
      try {
        return await timed(() => dumpInto(source.url, target.url))
      } finally {
        await target.drop()
      }
    }
    return [
      await compare({
        name: 'move',
        what: 'time to move a million rows from one TimescaleDB to another, checked, against pg_dump | psql of the same',
        target: { atMost: 1.5 },
        runs: RUNS,
        units: ['ms to move', 'ms of pg_dump | psql'],
        run: async () => ({ measured: await moved(), against: await dumped() }),
      }),
    ]
  } finally {
    await source.drop()
  }
}

async function dumpInto(source: string, target: string): Promise<void> {
  const [dump, psql] = ['pg_dump', 'psql'].map((tool) => join(POSTGRES_TOOLS, tool))
  const script = `set -o pipefail
    "$PSQL" -XqAt "$TARGET" -c 'SELECT timescaledb_pre_restore()' >&2
    "$DUMP" "$SOURCE" 2>/dev/null | "$PSQL" -Xq -v ON_ERROR_STOP=1 "$TARGET" >&2
    "$PSQL" -XqAt "$TARGET" -c 'SELECT timescaledb_post_restore()' >&2`
  const env = { ...process.env, DUMP: dump, PSQL: psql, SOURCE: source, TARGET: target }
  await promisify(execFile)('bash', ['-c', script], { env })
}
