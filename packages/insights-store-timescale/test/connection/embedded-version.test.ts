import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isEmbeddedStorageError, isEmbeddedVersionError } from '../../src/errors.ts'
import { openStore } from '../../src/open-store.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const failureOf = (dataDir: string): Promise<unknown> =>
  openStore({ connection: { dataDir } }).then(
    (store) => store.close(),
    (thrown: unknown) => thrown,
  )

it.each([
  [
    'an older',
    '17',
    'PostgreSQL 17 (PGlite 0.3 or 0.4)',
    '@electric-sql/pglite@0.4, then airbnb-insights move',
  ],
  ['a much older', '16', 'PostgreSQL 16 (PGlite 0.2)', '@electric-sql/pglite@0.2, then airbnb-insights move'],
  ['a newer', '19', 'PostgreSQL 19', 'A PGlite of PostgreSQL 19 reads it.'],
])(
  'a folder of %s PostgreSQL: both versions are named, and the way over',
  async (_what, version, named, over) => {
    await using folder = await temporaryFolder()
    const store = await openStore({ connection: { dataDir: folder.path } })
    const own = Number.parseInt(store.server.version, 10)
    await store.close()
    // By this file PostgreSQL decides whether it reads the others.
    const file = join(folder.path, 'data', 'PG_VERSION')
    await writeFile(file, `${version}\n`)

    const error = await failureOf(folder.path)
    expect(isEmbeddedVersionError(error) && error).toMatchObject({
      code: 'embedded_version',
      folderVersion: Number(version),
      engineVersion: own,
    })
    expect(String(error)).toContain(
      `was made by ${named}; what is installed is PostgreSQL ${own} (PGlite 0.5)`,
    )
    expect(String(error)).toContain(over)
    // Nothing was changed: with the right engine it opens.
    expect(await readFile(file, 'utf8')).toBe(`${version}\n`)
    await writeFile(file, `${own}\n`)
    await using again = await openStore({ connection: { dataDir: folder.path } })
    await expect(again.ping()).resolves.toBeUndefined()
  },
)

it('a folder that is broken otherwise is told as broken', async () => {
  await using folder = await temporaryFolder()
  const store = await openStore({ connection: { dataDir: folder.path } })
  await store.close()
  await writeFile(join(folder.path, 'data', 'global', 'pg_control'), 'no control file')
  expect(isEmbeddedStorageError(await failureOf(folder.path))).toBe(true)
})
