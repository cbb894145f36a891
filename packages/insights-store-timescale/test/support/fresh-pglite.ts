import { openAsBlob } from 'node:fs'
import { access, mkdir, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import manifest from '../../package.json' with { type: 'json' }

const version = manifest.devDependencies['@electric-sql/pglite']
const folder = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url))
const snapshot = `${folder}pglite-${version}.tar`

/** An empty PGlite in memory, from a data folder that was made once: making one anew costs seconds each time. */
export async function freshPglite(): Promise<PGlite> {
  const made = await access(snapshot).then(
    () => true,
    () => false,
  )
  if (!made) await makeSnapshot()
  return PGlite.create({ loadDataDir: await openAsBlob(snapshot) })
}

async function makeSnapshot(): Promise<void> {
  const pglite = await PGlite.create('memory://')
  const dump = await pglite.dumpDataDir('none')
  await pglite.close()
  await mkdir(folder, { recursive: true })
  // Several test files may be at it: each puts a whole one in place.
  const own = `${snapshot}.${String(process.pid)}-${String(performance.now())}`
  await writeFile(own, dump.stream())
  await rename(own, snapshot)
}
