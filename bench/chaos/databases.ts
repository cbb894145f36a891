import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openStore, type Store } from 'insights-store-timescale'
import { type CuttableLine, layLine } from '../../scripts/cuttable-line.ts'
import { createTestDatabase } from '../../scripts/test-database.ts'

/** A database for one round, migrated and without an account. */
export interface RoundDatabase extends AsyncDisposable {
  readonly kind: 'embedded' | 'server'
  /** Where the command line works. */
  readonly folder: string
  /** The settings that name the database. */
  readonly env: Readonly<Record<string, string>>
  /** The line to the server; null for the embedded one. */
  readonly line: CuttableLine | null
  /** A disk that was to fill has room again. */
  makeRoom(): void
  /** Looks into it while nobody else has it. */
  look<Result>(look: (store: Store) => Promise<Result>): Promise<Result>
}

/** More than any round takes. */
const ROOM = 200_000_000

/** Gives a folder a disk of its own of a size, or that disk another size. Takes root. */
function mount(folder: string, bytes: number, { again = false } = {}): void {
  // In whole pages.
  const size = `size=${String(Math.ceil(bytes / 4096) * 4096)}`
  const options = again ? `remount,${size}` : size
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
}

const sizeOf = (folder: string): number =>
  Number(execFileSync('du', ['-s', '-B', '1', folder], { encoding: 'utf8' }).split('\t')[0])

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'airbnb-insights-chaos-'))

/**
 * Embedded databases, each copied from one that was made once. `freeBytes` puts each on a disk of its own that has so
 * much space left while the command line works, until there is room again.
 */
export async function embeddedDatabases(): Promise<(freeBytes: number | null) => Promise<RoundDatabase>> {
  const template = newFolder()
  await using store = await openStore({
    connection: { dataDir: join(template, '.airbnb-insights') },
    allowPlaintextCredentials: true,
  })
  await store.migrate()
  await store.close()
  return async (freeBytes) => {
    const folder = newFolder()
    if (freeBytes !== null) mount(folder, sizeOf(template) + freeBytes)
    cpSync(template, folder, { recursive: true })
    const open = (): Promise<Store> =>
      openStore({
        connection: { dataDir: join(folder, '.airbnb-insights') },
        allowPlaintextCredentials: true,
      })
    return {
      kind: 'embedded',
      folder,
      env: { DATA_DIR: join(folder, '.airbnb-insights') },
      line: null,
      look: async (look) => {
        if (freeBytes !== null) mount(folder, sizeOf(template) + ROOM, { again: true })
        try {
          await using opened = await open()
          return await look(opened)
        } finally {
          if (freeBytes !== null) mount(folder, sizeOf(folder) + freeBytes, { again: true })
        }
      },
      makeRoom: () => {
        freeBytes = freeBytes === null ? null : ROOM
      },
      [Symbol.asyncDispose]: async () => {
        if (freeBytes !== null) execFileSync('umount', [folder])
        rmSync(folder, { recursive: true, force: true })
      },
    }
  }
}

/** A TimescaleDB of its own, whose one database is emptied for each round. */
export interface RoundServer extends AsyncDisposable {
  next(): Promise<RoundDatabase>
  /** Stops the server, and starts it again at the same port. */
  restart(): Promise<void>
}

const SCRIPT = fileURLToPath(new URL('../../scripts/timescaledb', import.meta.url))

async function scratch(verb: 'start' | 'stop', port?: string): Promise<string> {
  const env = port === undefined ? process.env : { ...process.env, TIMESCALEDB_PORT: port }
  const { stdout } = await promisify(execFile)('bash', [SCRIPT, verb, '--scratch'], { env })
  return stdout.trim()
}

export async function startServer(): Promise<RoundServer> {
  const server = await scratch('start')
  const { port } = new URL(server)
  const database = await createTestDatabase({ server })
  const open = (): Promise<Store> => openStore({ connection: database.url, allowPlaintextCredentials: true })
  const look: RoundDatabase['look'] = async (inside) => {
    await using store = await open()
    return await inside(store)
  }
  await look((store) => store.migrate())
  return {
    async next() {
      await look(async (store) => {
        for (const { accountId } of await store.accounts.list()) {
          await store.accounts.remove(accountId, { purge: true })
        }
      })
      const folder = newFolder()
      const line = await layLine(database.url)
      return {
        kind: 'server',
        folder,
        env: { DATABASE_URL: line.url },
        line,
        look,
        makeRoom: () => {},
        async [Symbol.asyncDispose]() {
          await line[Symbol.asyncDispose]()
          rmSync(folder, { recursive: true, force: true })
        },
      }
    },
    async restart() {
      await scratch('stop')
      await scratch('start', port)
    },
    async [Symbol.asyncDispose]() {
      await database.drop()
      await scratch('stop')
    },
  }
}
