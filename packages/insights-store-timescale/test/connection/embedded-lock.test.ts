import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { silentLogger } from 'insights-transform'
import { expect, it } from 'vitest'
import { takeEmbeddedLock } from '../../src/connection/embedded-lock.ts'
import { isEmbeddedDatabaseBusyError } from '../../src/errors.ts'
import { startLockHolder } from '../support/start-lock-holder.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const options = { serviceUrl: null, logger: silentLogger }
const RACERS = 5

it('lets exactly one of several processes have a folder', async () => {
  await using folder = await temporaryFolder()
  const racers = await Promise.all(Array.from({ length: RACERS }, () => startLockHolder(folder.path)))

  const winner = racers.find(({ answer }) => answer === 'held')
  const others = racers.filter((racer) => racer !== winner).map(({ answer }) => answer)
  expect(others).toEqual(Array.from({ length: RACERS - 1 }, () => `busy ${winner?.pid}`))
  await Promise.all(racers.map((racer) => racer.end()))
})

it('lets exactly one take over from a process that was killed', async () => {
  await using folder = await temporaryFolder()
  const dead = await startLockHolder(folder.path)
  await dead.kill()

  const racers = await Promise.all(Array.from({ length: RACERS }, () => startLockHolder(folder.path)))

  expect(racers.filter(({ answer }) => answer === 'held')).toHaveLength(1)
  await Promise.all(racers.map((racer) => racer.end()))
})

it('is free again after a release', async () => {
  await using folder = await temporaryFolder()
  const first = await takeEmbeddedLock(folder.path, options)
  await first.release()
  await first.release()
  const second = await takeEmbeddedLock(folder.path, options)
  await second.release()
  expect((await readdir(folder.path)).filter((name) => name.startsWith('lock-'))).toHaveLength(1)
})

it('names the holder, and where to ask it', async () => {
  await using folder = await temporaryFolder()
  const holder = await startLockHolder(folder.path, 'http://127.0.0.1:8080')

  const error: unknown = await takeEmbeddedLock(folder.path, options).catch((thrown: unknown) => thrown)

  expect(isEmbeddedDatabaseBusyError(error) && error.holder).toMatchObject({
    pid: holder.pid,
    url: 'http://127.0.0.1:8080',
  })
  expect(String(error)).toContain(`in use by process ${holder.pid}`)
  expect(String(error)).toContain('Ask it at http://127.0.0.1:8080')
  await holder.end()
})

it('is refused to the same process a second time', async () => {
  await using folder = await temporaryFolder()
  const lock = await takeEmbeddedLock(folder.path, options)
  const error: unknown = await takeEmbeddedLock(folder.path, options).catch((thrown: unknown) => thrown)
  expect(String(error)).toContain(`process ${process.pid} (this process)`)
  await lock.release()
})

it('is not taken for a lock file that cannot be read, once it stays so', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'lock-3.json'), '{"host"')
  const lock = await takeEmbeddedLock(folder.path, options)
  const names = (await readdir(folder.path)).filter((name) => name.startsWith('lock-'))
  expect(names).toEqual(['lock-4.json'])
  expect(JSON.parse(await readFile(join(folder.path, 'lock-4.json'), 'utf8'))).toMatchObject({
    pid: process.pid,
  })
  await lock.release()
})

it('is taken over from another machine that is silent, and from one whose pid began anew', async () => {
  await using folder = await temporaryFolder()
  const record = {
    host: 'elsewhere',
    machine: 'elsewhere',
    pid: process.pid,
    startedAt: '1',
    since: '2026-01-01T00:00:00.000Z',
    heartbeatAt: '2026-01-01T00:00:00.000Z',
    url: null,
    released: false,
  }
  await writeFile(join(folder.path, 'lock-1.json'), JSON.stringify(record))
  const lock = await takeEmbeddedLock(folder.path, options)
  await lock.release()

  const own = JSON.parse(await readFile(join(folder.path, 'lock-2.json'), 'utf8')) as typeof record
  await writeFile(
    join(folder.path, 'lock-2.json'),
    JSON.stringify({ ...own, startedAt: '1', released: false }),
  )
  const again = await takeEmbeddedLock(folder.path, options)
  await again.release()
  expect((await readdir(folder.path)).filter((name) => name.startsWith('lock-'))).toEqual(['lock-3.json'])
})

it('is lost to its holder when another machine took it', async () => {
  await using folder = await temporaryFolder()
  const lock = await takeEmbeddedLock(folder.path, options)
  const own = JSON.parse(await readFile(join(folder.path, 'lock-1.json'), 'utf8')) as object
  expect(() => lock.assertHeld()).not.toThrow()

  await writeFile(join(folder.path, 'lock-2.json'), JSON.stringify({ ...own, host: 'elsewhere', pid: 77 }))

  await expect
    .poll(
      () => {
        try {
          lock.assertHeld()
          return 'held'
        } catch (error) {
          return String(error)
        }
      },
      { timeout: 15_000 },
    )
    .toContain('in use by process 77 on elsewhere')
  await lock.release()
})
