import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { hasEmbeddedDatabase, type Store } from 'insights-store-timescale'
import { sql } from 'kysely'
import { withinTime } from '../../waiting/within-time.ts'
import type { ThreadAnswer, ThreadQuestion } from './folder-sql-thread.ts'

/** A copy is used for further queries for so long: what was stored since is not in it. */
const COPY_AGE_MS = 20_000

/** Copies of processes that were killed have a number of theirs in the name. */
const COPIES = 'query-copies'

/** For opening the copy, which takes about a second, the first time. */
const OPENING_MS = 30_000

/**
 * Queries on the embedded database, run on a copy of its files in a thread of its own. The database runs in the thread of
 * its process and cannot be interrupted: a query without end would stop the service.
 */
export class FolderSql {
  readonly #folder: string
  #copy: Copy | undefined

  /** @param folder that of the embedded database. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** @returns undefined where the query took too long. */
  async query(store: Store, question: ThreadQuestion): Promise<ThreadAnswer | undefined> {
    if (!(await hasEmbeddedDatabase(this.#folder))) return { refusal: 'There are no data yet.' }
    let copy: Copy
    try {
      copy = await this.#currentCopy(store)
    } catch (error) {
      if (!isOfFiles(error)) throw error
      return {
        refusal: `The database cannot be copied for a query (${error.code}). See that its folder has as much space left as it takes.`,
      }
    }
    const answer = await copy.ask(question)
    if (answer === undefined) await this.close()
    return answer
  }

  /** Ends the thread and removes the copy. */
  async close(): Promise<void> {
    const copy = this.#copy
    this.#copy = undefined
    await copy?.close()
  }

  async #currentCopy(store: Store): Promise<Copy> {
    const current = this.#copy
    if (current !== undefined && !current.isOld) return current
    await this.close()
    const copy = await Copy.make(store, this.#folder, () => void this.close())
    this.#copy = copy
    return copy
  }
}

class Copy {
  readonly #folder: string
  readonly #thread: Worker
  readonly #forget: () => void
  readonly #madeAt = Date.now()
  #unused: NodeJS.Timeout | undefined
  #opened = false

  private constructor(folder: string, forget: () => void) {
    this.#folder = folder
    this.#forget = forget
    this.#thread = new Worker(threadFile(), { workerData: folder })
    this.#thread.unref()
  }

  /** Copies the files while nobody writes to them. */
  static async make(store: Store, folder: string, forget: () => void): Promise<Copy> {
    const copies = join(folder, COPIES)
    await mkdir(copies, { recursive: true, mode: 0o700 })
    await removeLeftOver(copies)
    const place = join(copies, `${String(process.pid)}-${randomBytes(4).toString('hex')}`)
    try {
      // A transaction has the embedded database to itself, and its files are whole between two statements.
      await store.db.transaction().execute(async (tx) => {
        await sql`SELECT 1`.execute(tx)
        await cp(join(folder, 'data'), place, { recursive: true, mode: constants.COPYFILE_FICLONE })
      })
    } catch (error) {
      await rm(place, { recursive: true, force: true })
      throw error
    }
    return new Copy(place, forget)
  }

  get isOld(): boolean {
    return Date.now() - this.#madeAt > COPY_AGE_MS
  }

  async ask(question: ThreadQuestion): Promise<ThreadAnswer | undefined> {
    clearTimeout(this.#unused)
    const answered = Promise.withResolvers<ThreadAnswer>()
    const fail = (error: Error): void => answered.resolve({ error: error.message })
    this.#thread.ref()
    this.#thread.once('message', (answer: ThreadAnswer) => answered.resolve(answer)).once('error', fail)
    // A thread has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#thread.postMessage(question)
    try {
      const more = this.#opened ? 0 : OPENING_MS
      return await withinTime(answered.promise, question.limits.seconds * 1000 + more)
    } finally {
      this.#opened = true
      this.#thread.unref()
      this.#thread.removeAllListeners('message').removeListener('error', fail)
      this.#unused = setTimeout(this.#forget, COPY_AGE_MS).unref()
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#unused)
    await this.#thread.terminate()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

async function removeLeftOver(copies: string): Promise<void> {
  for (const name of await readdir(copies)) {
    const pid = Number(name.split('-', 1)[0])
    if (!isRunning(pid)) await rm(join(copies, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Whether it is the file system that refuses. */
function isOfFiles(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}

/** Beside this file, in the sources as well as in what is built of them. */
function threadFile(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./folder-sql-thread.${extension}`, import.meta.url)
}
