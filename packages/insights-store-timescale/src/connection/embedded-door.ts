import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { PGlite, Transaction } from '@electric-sql/pglite'
import type { Logger } from 'insights-transform'
import { type DoorRequest, errorFields, onMessages, sendMessage } from './door-messages.ts'
import { doorPath } from './door-path.ts'
import { DATA } from './embedded-data-folder.ts'
import { COPY_OPTIONS, isCopyName, removeAbandonedCopies } from './folder-copy.ts'
import { pgliteValueParsers } from './value-parsers.ts'

/** A guest's transaction keeps everybody else waiting: one that says nothing for so long is rolled back. */
const SILENT_TRANSACTION_MS = 15_000

/** A door that is open. */
interface EmbeddedDoor {
  close(): Promise<void>
}

/** A statement that gives rows as one text. */
const COPY = /^\s*copy\s/i

/**
 * Lets other processes of the same user use the embedded database through this one, since only one can have it open.
 * They come through a socket in a folder that nobody else may enter. A door that cannot be made is logged and left out.
 */
export async function openEmbeddedDoor(
  folder: string,
  pglite: PGlite,
  { assertHeld, logger }: { assertHeld: () => void; logger: Logger },
): Promise<EmbeddedDoor | undefined> {
  const path = doorPath(folder)
  if (path === undefined) return undefined
  const guests = new Set<Socket>()
  const server = createServer((socket) => {
    guests.add(socket)
    socket.on('close', () => guests.delete(socket))
    serve(socket, pglite, assertHeld, folder)
  })
  try {
    await mkdir(path.room, { recursive: true, mode: 0o700 })
    await chmod(path.room, 0o700)
    // Of a process that was killed; the lock says that it is gone.
    await rm(path.socket, { force: true })
    server.listen(path.socket)
    await once(server, 'listening')
  } catch (error) {
    logger.warn('Other commands cannot use the embedded database through this process.', {
      folder,
      reason: String(error),
    })
    return undefined
  }
  return {
    close: async () => {
      server.close()
      for (const socket of guests) socket.destroy()
      await rm(path.socket, { force: true })
    },
  }
}

interface OpenTransaction {
  readonly tx: Transaction
  /** Ends it; resolves once that is done. */
  readonly end: (commit: boolean) => Promise<void>
}

/** Thrown into a transaction to roll it back. */
class RolledBack extends Error {}

function serve(socket: Socket, pglite: PGlite, assertHeld: () => void, folder: string): void {
  const open = new Map<number, OpenTransaction>()
  let silence: NodeJS.Timeout | undefined
  const watchSilence = (): void => {
    clearTimeout(silence)
    if (open.size > 0) silence = setTimeout(() => socket.destroy(), SILENT_TRANSACTION_MS)
  }
  const carryOut = async (request: DoorRequest): Promise<unknown> => {
    assertHeld()
    switch (request.do) {
      case 'query': {
        const { text, params, rowMode, storeValues, transaction } = request
        const target = transaction === null ? pglite : transactionOf(open, transaction).tx
        const { rows, affectedRows, fields, blob } = await target.query(text, params && [...params], {
          ...(rowMode && { rowMode }),
          ...(storeValues && { parsers: pgliteValueParsers }),
        })
        if (!COPY.test(text)) return { rows, affectedRows, fields }
        // A blob cannot be sent as it is, and of no rows there is none.
        const copied = new Uint8Array((await blob?.arrayBuffer()) ?? [])
        return { rows, affectedRows, fields, copied }
      }
      case 'exec':
        return (await pglite.exec(request.text)).map(({ rows }) => ({ rows }))
      case 'begin':
        open.set(request.id, await begin(pglite))
        // Who left while it waited for its turn must not keep it.
        if (socket.destroyed) await transactionOf(open, request.id).end(false)
        return request.id
      case 'copy':
        return await copyOpenFiles(pglite, folder, request.name)
      default: {
        const ending = transactionOf(open, request.transaction)
        open.delete(request.transaction)
        return await ending.end(request.commit)
      }
    }
  }
  onMessages(socket, (message) => {
    // What comes through the door was sent by embedded-guest.ts: only processes of the same user can.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const request = message as DoorRequest
    const { id } = request
    void carryOut(request)
      .then(
        (value) => sendMessage(socket, { id, value }),
        (error: unknown) => sendMessage(socket, { id, error: errorFields(error) }),
      )
      .finally(watchSilence)
  })
  // A guest that is gone gets no answer.
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    clearTimeout(silence)
    for (const { end } of open.values()) void end(false).catch(() => {})
    open.clear()
  })
}

/**
 * Copies the files while nobody writes them, as a crash would leave them: whoever opens the copy recovers what was
 * committed.
 */
async function copyOpenFiles(pglite: PGlite, folder: string, name: string): Promise<null> {
  if (!isCopyName(name)) throw new Error('That is no name of a copy.')
  await removeAbandonedCopies(folder)
  const copy = join(folder, name)
  await mkdir(copy, { mode: 0o700 })
  await pglite.exec('CHECKPOINT')
  await pglite.runExclusive(async () => cpSync(join(folder, DATA), join(copy, DATA), COPY_OPTIONS))
  return null
}

function transactionOf(open: ReadonlyMap<number, OpenTransaction>, id: number): OpenTransaction {
  const found = open.get(id)
  if (found === undefined) throw new Error('The transaction has ended.')
  return found
}

async function begin(pglite: PGlite): Promise<OpenTransaction> {
  const ended = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<Transaction>()
  const whole = pglite.transaction(async (tx) => {
    begun.resolve(tx)
    await ended.promise
  })
  whole.catch(begun.reject)
  const tx = await begun.promise
  return {
    tx,
    end: async (commit) => {
      if (commit) ended.resolve()
      else ended.reject(new RolledBack())
      await whole.catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error
      })
    },
  }
}
