import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { PGlite as KyselyPGlite } from 'kysely'
import type { PGliteHandle } from '../driver-handle.ts'
import { EmbeddedStorageError } from '../errors.ts'
import { type DoorAnswer, type DoorRequest, onMessages, sendMessage } from './door-messages.ts'
import { doorPath } from './door-path.ts'
import { pgliteValueParsers } from './value-parsers.ts'

/** An embedded database that another process has open, as if it were open here. */
export type BorrowedPGlite = KyselyPGlite &
  PGliteHandle & {
    readonly isBorrowed: true
    /** Has its files copied into a folder of this name beside them. */
    copyFiles(name: string): Promise<void>
  }

/** Whether a database is used through another process. */
export const isBorrowed = (pglite: PGliteHandle): boolean => 'isBorrowed' in pglite

/** The embedded database of a folder through the process that has it open; undefined where that one lets nobody in. */
export async function borrowEmbedded(folder: string): Promise<BorrowedPGlite | undefined> {
  const path = doorPath(folder)
  if (path === undefined) return undefined
  const socket = connect(path.socket)
  try {
    await once(socket, 'connect')
    return borrowed(socket, folder)
  } catch {
    return undefined
  }
}

/** A request without its number. */
type Asked = DoorRequest extends infer Request
  ? Request extends unknown
    ? Omit<Request, 'id'>
    : never
  : never

/** What of a query's options matters here. */
interface Sent {
  readonly rowMode?: 'array' | 'object'
  readonly parsers?: unknown
}

/** Whether values are wanted as the store reads them; functions cannot be sent. */
function isForStore(options: Sent | undefined): boolean {
  return options?.parsers === pgliteValueParsers
}

/** An answer with what COPY gave as the blob that it was. */
function withBlob(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('copied' in answer)) return answer
  const { copied, ...rest } = answer
  return copied instanceof Uint8Array ? { ...rest, blob: new Blob([Uint8Array.from(copied)]) } : rest
}

function borrowed(socket: Socket, folder: string): BorrowedPGlite {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  let closed = false
  const gone = () =>
    new EmbeddedStorageError(
      `The process that has the embedded database in ${folder} open has ended, or has let go of this one.`,
      { dataDir: folder, reason: null },
    )
  onMessages(socket, (message) => {
    // What comes back was sent by embedded-door.ts.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const answer = message as DoorAnswer
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) asked?.reject(Object.assign(new Error(answer.error.message), answer.error))
    else asked?.resolve(answer.value)
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    closed = true
    for (const { reject } of waiting.values()) reject(gone())
    waiting.clear()
  })
  const ask = async (request: Asked): Promise<unknown> => {
    if (closed) throw gone()
    const id = ++last
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, answer)
    sendMessage(socket, { ...request, id })
    return await answer.promise
  }
  const exec = async (text: string): Promise<{ rows: unknown[] }[]> => {
    const results = await ask({ do: 'exec', text })
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return results as { rows: unknown[] }[]
  }
  const begin = async (): Promise<number> => Number(await ask({ do: 'begin' }))
  const queryIn = (transaction: number | null): KyselyPGlite['query'] => {
    const query = async (text: string, params?: readonly unknown[], options?: Sent) =>
      withBlob(
        await ask({
          do: 'query',
          text,
          params,
          rowMode: options?.rowMode,
          storeValues: isForStore(options),
          transaction,
        }),
      )
    // The rows are whatever the statement says, as they are of the database itself.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return query as KyselyPGlite['query']
  }
  return {
    isBorrowed: true,
    get closed() {
      return closed
    },
    ready: true,
    waitReady: Promise.resolve(),
    query: queryIn(null),
    exec: (text) => exec(text),
    copyFiles: async (name) => void (await ask({ do: 'copy', name })),
    transaction: async (callback) => {
      const transaction = await begin()
      const end = (commit: boolean) => ask({ do: 'end', transaction, commit })
      try {
        const value = await callback({
          query: queryIn(transaction),
          rollback: async () => void (await end(false)),
        })
        await end(true)
        return value
      } catch (error) {
        await end(false).catch(() => {})
        throw error
      }
    },
    close: async () => {
      closed = true
      socket.destroy()
    },
  }
}
