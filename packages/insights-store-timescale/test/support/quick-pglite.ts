import { execFile } from 'node:child_process'
import { openAsBlob } from 'node:fs'
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PGlite as Installed, type PGliteOptions } from '@electric-sql/pglite'
import manifest from '../../package.json' with { type: 'json' }

export * from '@electric-sql/pglite'

const version = manifest.devDependencies['@electric-sql/pglite']
const folder = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url))
const snapshot = join(folder, `pglite-${version}.tar`)

/**
 * PGlite as installed, sooner ready: what each start does anew, which is most of the tests' computing, is done once.
 * Its program is compiled once a process, and a new database is unpacked from one that was made once. `vitest.config.ts`
 * puts this in its place for what is tested from source; spawned processes have the installed one.
 */
export class PGlite extends Installed {}

Object.assign(PGlite, {
  async create(first: string | PGliteOptions = {}, second: PGliteOptions = {}): Promise<Installed> {
    const options = typeof first === 'string' ? { ...second, dataDir: first } : first
    const made = await isThere(join(options.dataDir ?? 'memory://', 'PG_VERSION'))
    return Installed.create({
      ...options,
      pgliteWasmModule: await (program ??= compileProgram()),
      ...(made ? {} : { loadDataDir: await newDatabase() }),
    })
  },
})

let program: Promise<WebAssembly.Module> | undefined

async function compileProgram(): Promise<WebAssembly.Module> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  return WebAssembly.compile(await readFile(join(dirname(entry), 'pglite.wasm')))
}

/**
 * Puts a new database into a data folder. It spares a spawned process making one anew; its tables are that process's
 * own to make.
 */
export async function putNewDatabase(dataFolder: string): Promise<void> {
  const data = join(dataFolder, 'data')
  await mkdir(data, { recursive: true, mode: 0o700 })
  await promisify(execFile)('tar', ['-xf', await newDatabaseArchive(), '-C', data])
}

const newDatabase = async (): Promise<Blob> => openAsBlob(await newDatabaseArchive())

async function newDatabaseArchive(): Promise<string> {
  if (!(await isThere(snapshot))) await makeSnapshot()
  return snapshot
}

async function makeSnapshot(): Promise<void> {
  const pglite = await Installed.create('memory://')
  const dump = await pglite.dumpDataDir('none')
  await pglite.close()
  await mkdir(folder, { recursive: true })
  // Several test files may be at it: each puts a whole one in place.
  const own = `${snapshot}.${String(process.pid)}-${String(performance.now())}`
  await writeFile(own, dump.stream())
  await rename(own, snapshot)
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
