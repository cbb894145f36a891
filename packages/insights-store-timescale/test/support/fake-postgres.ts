import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** What a fake server says to every query: a row of text columns, or a fatal error that ends the session. */
export type FakeAnswer = { row: Record<string, string | null> } | { fatal: { code: string; message: string } }

/** A server that speaks just enough of PostgreSQL's protocol to be refused for what it says of itself. */
export interface FakePostgres extends AsyncDisposable {
  url: string
  /** How many sessions are open. */
  sessions(): number
}

/**
 * For servers that cannot be had: an old one, a standby, one whose extension is not preloaded.
 *
 * @param answer what it says to every query, or to each by its text.
 * @param farewell the error by which it cuts off a session that is about to end.
 */
export async function startFakePostgres(
  answer: FakeAnswer | ((query: string) => FakeAnswer),
  farewell?: { code: string; message: string },
): Promise<FakePostgres> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    let pending = Buffer.alloc(0)
    let started = false
    socket.on('data', (data) => {
      pending = Buffer.concat([pending, data])
      while (pending.length >= (started ? 5 : 8)) {
        const length = pending.readInt32BE(started ? 1 : 0) + (started ? 1 : 0)
        if (pending.length < length) return
        const wantsTls = !started && pending.readInt32BE(4) === TLS_REQUEST
        const kind = wantsTls ? 'tls' : started ? String.fromCharCode(pending[0] as number) : 'startup'
        const body = pending.toString('utf8', 5, length - 1)
        pending = pending.subarray(length)
        started = !wantsTls
        if (kind === 'X') socket.end(farewell === undefined ? Buffer.alloc(0) : fatal(farewell))
        else reply(socket, kind, typeof answer === 'function' ? answer(body) : answer)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `postgres://somebody:simsecret-password@127.0.0.1:${port}/insights`,
    sessions: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The code by which a client asks for TLS before anything else. */
const TLS_REQUEST = 80_877_103
const READY = message('Z', Buffer.from('I'))

function reply(socket: Socket, kind: string, answer: FakeAnswer): void {
  if (kind === 'tls') {
    socket.write('N')
  } else if (kind === 'startup') {
    const ok = Buffer.alloc(4)
    socket.write(Buffer.concat([message('R', ok), READY]))
  } else if (kind === 'Q') {
    if ('fatal' in answer) socket.end(fatal(answer.fatal))
    else socket.write(Buffer.concat([...resultOf(answer.row), message('C', text('SELECT 1')), READY]))
  }
}

function resultOf(row: Record<string, string | null>): Buffer[] {
  const names = Object.keys(row)
  const count = Buffer.alloc(2)
  count.writeInt16BE(names.length)
  const fields = names.map((name) => {
    const rest = Buffer.alloc(18)
    rest.writeInt32BE(TYPES[name] ?? 25, 6)
    return Buffer.concat([text(name), rest])
  })
  const values = Object.values(row).map((value) => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(value === null ? -1 : Buffer.byteLength(value))
    return Buffer.concat([length, Buffer.from(value ?? '')])
  })
  return [message('T', Buffer.concat([count, ...fields])), message('D', Buffer.concat([count, ...values]))]
}

/** The types of the columns that are not text: integer and boolean. */
const TYPES: Readonly<Record<string, number>> = { version_num: 23, in_recovery: 16 }

function fatal({ code, message: what }: { code: string; message: string }): Buffer {
  const fields = [`SFATAL`, `VFATAL`, `C${code}`, `M${what}`].map(text)
  return message('E', Buffer.concat([...fields, Buffer.alloc(1)]))
}

function message(kind: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(kind)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`)
}
