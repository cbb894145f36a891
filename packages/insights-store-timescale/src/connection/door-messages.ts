import type { Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'

/** What a guest asks of the process that has the embedded database open. */
export type DoorRequest = { readonly id: number } & (
  | {
      readonly do: 'query'
      readonly text: string
      readonly params: readonly unknown[] | undefined
      readonly rowMode: 'array' | 'object' | undefined
      /** Whether values are wanted as the store reads them. */
      readonly storeValues: boolean
      /** The transaction that it is part of; null for a statement by itself. */
      readonly transaction: number | null
    }
  | { readonly do: 'exec'; readonly text: string }
  | { readonly do: 'begin' }
  /** Copies the database's files into a folder of this name beside them. */
  | { readonly do: 'copy'; readonly name: string }
  | { readonly do: 'end'; readonly transaction: number; readonly commit: boolean }
)

/** Its answer: a value, or an error with the fields that the database gave it. */
export type DoorAnswer = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly error: Readonly<Record<string, unknown>> & { readonly message: string } }
)

const LENGTH_BYTES = 4

/** Sends a message: its length, then the value as V8 writes it, which keeps instants, bytes and big integers. */
export function sendMessage(socket: Socket, message: DoorRequest | DoorAnswer): void {
  const body = serialize(message)
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(body.length)
  socket.write(Buffer.concat([length, body]))
}

/** Calls back with each whole message that arrives, which is of the kind that the other end sends. */
export function onMessages(socket: Socket, receive: (message: unknown) => void): void {
  let waiting: Buffer[] = []
  let size = 0
  socket.on('data', (chunk: Buffer) => {
    waiting.push(chunk)
    size += chunk.length
    while (size >= LENGTH_BYTES) {
      const all = waiting.length === 1 && waiting[0] !== undefined ? waiting[0] : Buffer.concat(waiting)
      const end = LENGTH_BYTES + all.readUInt32BE(0)
      waiting = [all]
      if (size < end) return
      waiting = [all.subarray(end)]
      size -= end
      receive(deserialize(all.subarray(LENGTH_BYTES, end)))
    }
  })
}

/** The parts of an error that can be sent. */
export function errorFields(
  error: unknown,
): Readonly<Record<string, unknown>> & { readonly message: string } {
  if (!(error instanceof Error)) return { message: String(error) }
  const plain = Object.entries(error).filter(([, value]) => value === null || typeof value !== 'object')
  return { ...Object.fromEntries(plain), name: error.name, message: error.message }
}
