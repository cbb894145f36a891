import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A pooler in transaction mode before a server without passwords: sessions of the server go from hand to hand. */
export interface TransactionPooler extends AsyncDisposable {
  readonly url: string
}

/** A session of the server, and what it said when it began. */
interface ServerSession {
  readonly socket: Socket
  client: Socket | null
  pending: Buffer
}

const READY = 'Z'.charCodeAt(0)
const IDLE = 'I'.charCodeAt(0)

/**
 * Starts a pooler as PgBouncer is with `pool_mode = transaction`: who sends something gets the session that was given
 * back last, or a new one, and keeps it until the server is ready outside of a transaction.
 */
export async function startTransactionPooler(serverUrl: string): Promise<TransactionPooler> {
  const target = new URL(serverUrl)
  const free: ServerSession[] = []
  const sockets = new Set<Socket>()
  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  let welcome: Buffer | undefined

  /** Sends a start-up message, and gives the session once the server is ready, with all that it said until then. */
  const openSession = async (startUp: Buffer): Promise<ServerSession> => {
    const socket = track(connect(Number(target.port), target.hostname))
    socket.write(startUp)
    const session: ServerSession = { socket, client: null, pending: Buffer.alloc(0) }
    await new Promise<void>((resolve) => {
      let said = Buffer.alloc(0)
      const onData = (data: Buffer): void => {
        said = Buffer.concat([said, data])
        if (messagesOf(said).rest.length > 0 || !endsReady(said)) return
        socket.off('data', onData)
        welcome ??= said
        resolve()
      }
      socket.on('data', onData)
    })
    socket.on('data', (data: Buffer) => {
      session.client?.write(data)
      session.pending = Buffer.concat([session.pending, data])
      const { ready, rest } = messagesOf(session.pending)
      session.pending = rest
      if (ready) {
        session.client = null
        free.push(session)
      }
    })
    return session
  }

  const server = createServer((client) => {
    track(client)
    let startUp: Buffer | undefined
    let work = Promise.resolve()
    const passOn = async (data: Buffer): Promise<void> => {
      if (startUp === undefined) {
        startUp = data
        if (welcome === undefined) free.push(await openSession(data))
        client.write(welcome ?? data)
        return
      }
      // A farewell is not for the server's session.
      if (data[0] === 'X'.charCodeAt(0)) {
        client.end()
        return
      }
      const session = sessionOf(client) ?? free.pop() ?? (await openSession(startUp))
      session.client = client
      held.set(client, session)
      session.socket.write(data)
    }
    client.on('data', (data: Buffer) => {
      work = work.then(() => passOn(data))
    })
  })
  const held = new Map<Socket, ServerSession>()
  const sessionOf = (client: Socket): ServerSession | undefined => {
    const session = held.get(client)
    return session?.client === client ? session : undefined
  }
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = new URL(serverUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Whether a whole ReadyForQuery outside of a transaction is among the messages, and what is not whole yet. */
function messagesOf(data: Buffer): { ready: boolean; rest: Buffer } {
  let at = 0
  let ready = false
  while (data.length - at >= 5) {
    const length = 1 + data.readInt32BE(at + 1)
    if (data.length - at < length) break
    if (data[at] === READY) ready = data[at + 5] === IDLE
    at += length
  }
  return { ready, rest: data.subarray(at) }
}

const endsReady = (data: Buffer): boolean => data.at(-6) === READY && data.at(-1) === IDLE
