import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isEmbeddedDatabaseBusyError, isEmbeddedStorageError } from '../../src/errors.ts'
import { openStore } from '../../src/open-store.ts'
import { startLockHolder } from '../support/start-lock-holder.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const failureOf = (dataDir: string): Promise<unknown> =>
  openStore({ connection: { dataDir } }).then(
    (store) => store.close(),
    (thrown: unknown) => thrown,
  )

it('keeps its data in a folder of its owner’s alone, and opens it again', async () => {
  await using parent = await temporaryFolder()
  const dataDir = join(parent.path, 'deep', 'folder')
  const store = await openStore({ connection: { dataDir } })
  expect(store.server).toMatchObject({ kind: 'embedded', timescale: { level: 'none', version: null } })
  await store.migrate()
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
  expect((await stat(join(dataDir, 'data'))).mode & 0o777).toBe(0o700)

  const link = join(parent.path, 'link')
  await symlink(dataDir, link)
  for (const path of [dataDir, link]) {
    const error = await failureOf(path)
    expect(isEmbeddedDatabaseBusyError(error) && error.holder.pid).toBe(process.pid)
  }
  await store.close()
  await store.close()

  await using again = await openStore({ connection: { dataDir } })
  await expect(again.assertMigrated()).resolves.toBeUndefined()
})

it('is refused while another process has it, and nothing is changed', async () => {
  await using folder = await temporaryFolder()
  const holder = await startLockHolder(folder.path)
  const before = await readdir(folder.path)

  const error = await failureOf(folder.path)

  expect(isEmbeddedDatabaseBusyError(error) && error.holder.pid).toBe(holder.pid)
  expect(await readdir(folder.path)).toEqual(before)
  await holder.end()
})

it('says what is wrong with a folder that cannot be', async () => {
  await using parent = await temporaryFolder()
  const file = join(parent.path, 'file')
  await writeFile(file, '')
  for (const path of [file, join(file, 'below')]) {
    const error = await failureOf(path)
    expect(isEmbeddedStorageError(error) && error.reason).toMatch(/EEXIST|ENOTDIR/)
    expect(String(error)).toContain('name a folder')
  }
})

it('makes its data anew where a kill interrupted the first time', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'data'))
  await writeFile(join(folder.path, 'data', 'PG_VERSION'), 'half')
  await writeFile(join(folder.path, 'initialising'), '')

  await using store = await openStore({ connection: { dataDir: folder.path } })
  expect((await store.migrate()).applied.length).toBeGreaterThan(0)
  expect(await readdir(folder.path)).not.toContain('initialising')
})

it('leaves no lock behind where the database does not open', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'data'))
  await writeFile(join(folder.path, 'data', 'PG_VERSION'), 'not a database')

  const first = await failureOf(folder.path)
  expect(isEmbeddedStorageError(first)).toBe(true)
  expect(isEmbeddedStorageError(await failureOf(folder.path))).toBe(true)
})
