import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'insights-transform'
import { EmbeddedDatabaseBusyError, InsightsStoreError } from '../errors.ts'
import { asStorageError } from './embedded-storage.ts'
import { LockFiles } from './lock-files.ts'
import { holderOf, judgeHolder, type LockRecord } from './lock-record.ts'
import { isAlive, ownIdentity, type ProcessIdentity, processStart } from './process-identity.ts'
import { systemErrorCode } from './system-error-code.ts'

/** How often the holder gives a sign of life. */
const HEARTBEAT_MS = 5_000
/** How long a silent holder is watched before its lock is taken: two machines' clocks may differ. */
const CONFIRM_SILENCE_MS = 6_000
/** A lock file that cannot be read may be one that is being written: how long, and how often, to look again. */
const DAMAGED_RETRY_MS = 100
const DAMAGED_RETRIES = 10

/** The right of this process to the embedded database's folder. */
export interface EmbeddedLock {
  /** @throws EmbeddedDatabaseBusyError where the folder was taken over meanwhile. */
  assertHeld(): void
  release(): Promise<void>
}

/**
 * Takes the lock of a folder. PGlite has none, and two processes on one folder corrupt it without a word.
 *
 * @throws EmbeddedDatabaseBusyError naming the holder.
 * @throws EmbeddedStorageError where the folder cannot be written.
 */
export async function takeEmbeddedLock(
  folder: string,
  options: { serviceUrl: string | null; logger: Logger },
): Promise<EmbeddedLock> {
  try {
    const files = new LockFiles(folder)
    const own = await ownIdentity()
    const now = new Date().toISOString()
    const record: LockRecord = {
      ...own,
      since: now,
      heartbeatAt: now,
      url: options.serviceUrl,
      released: false,
    }
    const number = await takeNumber(files, folder, own, record)
    return holdLock(files, folder, number, record, options.logger)
  } catch (error) {
    throw error instanceof InsightsStoreError ? error : asStorageError(error, folder)
  }
}

async function takeNumber(
  files: LockFiles,
  folder: string,
  own: ProcessIdentity,
  record: LockRecord,
): Promise<number> {
  while (true) {
    const [highest = 0] = await files.numbers()
    const holder = highest === 0 ? undefined : await presentHolder(files, highest, own)
    if (holder === 'changed') continue
    if (holder !== undefined) throw busy(folder, holder)
    const number = highest + 1
    if (!(await files.create(number, record))) continue
    // Numbers below the highest are removed, and one of those may be what was just created.
    const [now = number, ...lower] = await files.numbers()
    if (now === number) {
      await files.remove(lower)
      return number
    }
    await files.remove([number])
  }
}

/** The holder where there is one; `changed` where the lock file is no longer what it was. */
async function presentHolder(
  files: LockFiles,
  number: number,
  own: ProcessIdentity,
): Promise<LockRecord | 'changed' | undefined> {
  const record = await readWhole(files, number)
  if (record === undefined) return 'changed'
  if (record === 'damaged') return undefined
  const local =
    record.machine === own.machine
      ? { alive: isAlive(record.pid), startedAt: await processStart(record.pid) }
      : undefined
  const state = judgeHolder(record, local, new Date())
  if (state === 'gone') return undefined
  if (state === 'present') return record
  await delay(CONFIRM_SILENCE_MS)
  const later = await readWhole(files, number)
  if (later === undefined || later === 'damaged') return 'changed'
  return later.heartbeatAt === record.heartbeatAt ? undefined : later
}

async function readWhole(files: LockFiles, number: number): Promise<LockRecord | 'damaged' | undefined> {
  let record = await files.read(number)
  for (let retry = 0; record === 'damaged' && retry < DAMAGED_RETRIES; retry++) {
    await delay(DAMAGED_RETRY_MS)
    record = await files.read(number)
  }
  return record
}

function holdLock(
  files: LockFiles,
  folder: string,
  number: number,
  record: LockRecord,
  logger: Logger,
): EmbeddedLock {
  let takenBy: LockRecord | undefined
  let writing: Promise<void> = Promise.resolve()
  const beat = async (): Promise<void> => {
    try {
      const [highest = number] = await files.numbers()
      if (highest > number) {
        const taker = await files.read(highest)
        takenBy = taker === undefined || taker === 'damaged' ? record : taker
        clearInterval(timer)
        logger.error('Another process took over the embedded database.', { folder })
        return
      }
      await files.replace(number, { ...record, heartbeatAt: new Date().toISOString() })
    } catch (error) {
      logger.warn('The lock of the embedded database could not be renewed.', {
        folder,
        reason: String(error),
      })
    }
  }
  const timer = setInterval(() => {
    writing = writing.then(beat)
  }, HEARTBEAT_MS)
  timer.unref()
  return {
    assertHeld() {
      if (takenBy !== undefined) throw busy(folder, takenBy)
    },
    async release() {
      clearInterval(timer)
      await writing
      if (takenBy !== undefined) return
      try {
        await files.replace(number, { ...record, released: true })
      } catch (error) {
        // A folder that was deleted meanwhile has no lock to leave.
        if (systemErrorCode(error) !== 'ENOENT') throw asStorageError(error, folder)
      }
    },
  }
}

function busy(folder: string, record: LockRecord): EmbeddedDatabaseBusyError {
  const holder = holderOf(record)
  const own = record.pid === process.pid ? ' (this process)' : ''
  const ask = holder.url === null ? 'Stop that process first' : `Ask it at ${holder.url}, or stop it first`
  return new EmbeddedDatabaseBusyError(
    `The embedded database in ${folder} is in use by process ${holder.pid}${own} on ${holder.host} ` +
      `since ${holder.since.toISOString()}. ${ask}, or use another folder.`,
    { dataDir: folder, holder },
  )
}
