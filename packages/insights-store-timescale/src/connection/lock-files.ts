import { randomUUID } from 'node:crypto'
import { link, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type LockRecord, parseLockRecord } from './lock-record.ts'
import { systemErrorCode } from './system-error-code.ts'

const LOCK_FILE = /^lock-(?<number>\d+)\.json$/

const nameOf = (number: number): string => `lock-${number}.json`

/**
 * The numbered lock files of a folder. The highest number is the lock; a higher one can be created by one
 * process alone and the highest is never removed, so that whoever creates a number and finds none above it
 * has the lock, and nobody can remove a lock that is not the one he looked at.
 */
export class LockFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The numbers there are, highest first. */
  async numbers(): Promise<number[]> {
    const names = await readdir(this.#folder)
    return names
      .flatMap((name) => LOCK_FILE.exec(name)?.groups?.['number'] ?? [])
      .map(Number)
      .sort((a, b) => b - a)
  }

  /** What a lock file says: undefined where it is gone, `damaged` where it cannot be read as one. */
  async read(number: number): Promise<LockRecord | 'damaged' | undefined> {
    try {
      const text = await readFile(join(this.#folder, nameOf(number)), 'utf8')
      return parseLockRecord(text) ?? 'damaged'
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return undefined
      throw error
    }
  }

  /** Creates a lock file, whole from its first moment; false where that number is taken. */
  async create(number: number, record: LockRecord): Promise<boolean> {
    const draft = await this.#draft(record)
    try {
      await link(draft, join(this.#folder, nameOf(number)))
      return true
    } catch (error) {
      const code = systemErrorCode(error)
      if (code === 'EEXIST') return false
      if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS') {
        return this.#createWithoutLinks(number, record)
      }
      throw error
    } finally {
      await rm(draft, { force: true })
    }
  }

  /** Writes one's own lock file anew. */
  async replace(number: number, record: LockRecord): Promise<void> {
    const draft = await this.#draft(record)
    try {
      await rename(draft, join(this.#folder, nameOf(number)))
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  }

  /** Removes lock files that a higher one has made meaningless. */
  async remove(numbers: readonly number[]): Promise<void> {
    for (const number of numbers) await rm(join(this.#folder, nameOf(number)), { force: true })
  }

  /** Some file systems (exFAT, some network shares) have no hard links. */
  async #createWithoutLinks(number: number, record: LockRecord): Promise<boolean> {
    try {
      const file = await open(join(this.#folder, nameOf(number)), 'wx', 0o600)
      await file.writeFile(JSON.stringify(record))
      await file.close()
      return true
    } catch (error) {
      if (systemErrorCode(error) === 'EEXIST') return false
      throw error
    }
  }

  async #draft(record: LockRecord): Promise<string> {
    const path = join(this.#folder, `.lock-${randomUUID()}.draft`)
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(JSON.stringify(record))
    } catch (error) {
      await rm(path, { force: true })
      throw error
    } finally {
      await file.close()
    }
    return path
  }
}
