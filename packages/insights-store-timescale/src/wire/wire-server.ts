import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Engine } from './engine.ts'
import { SharedSession } from './shared-session.ts'
import { Turns } from './turns.ts'
import { WireConnection } from './wire-connection.ts'
import { errorMessage } from './wire-messages.ts'

/** How to serve a database. */
export interface WireOptions {
  /** The port on loopback; 0 for any that is free. */
  readonly port: number
  /** What clients must know. */
  readonly password: string
  /** A statement that takes longer is ended. */
  readonly timeoutMs: number
  /** Whether it is only read: what would let a session write is refused. */
  readonly isReadOnly: boolean
  /** Of the session, told to each client as it begins: `server_version` and the like. */
  readonly parameters: Readonly<Record<string, string>>
}

/** A database that answers PostgreSQL's protocol. */
export interface WireServer {
  /** The port that it listens on. */
  readonly port: number
  /** Ends the statement that is being worked on, if there is one. */
  cancel(): void
  close(): Promise<void>
}

/** So many clients at a time: they take turns. */
const MOST_CLIENTS = 100

/**
 * Serves an embedded database to any client of PostgreSQL, on loopback alone and with a password (SCRAM-SHA-256). The
 * database has one session, which clients share in turns: whoever has begun a transaction keeps it to its end. A statement
 * that is cancelled or takes too long ends the engine, which starts anew at once.
 */
export async function openWireServer(engine: Engine, options: WireOptions): Promise<WireServer> {
  const connections = new Map<number, WireConnection>()
  const sockets = new Set<Socket>()
  const turns = new Turns<WireConnection>()
  const shared = new SharedSession()
  const loseStatements = (): void => {
    for (const connection of connections.values()) connection.loseStatements()
  }
  let restarting: Promise<void> | undefined
  const restart = (): Promise<void> =>
    (restarting ??= engine.restart().finally(() => {
      restarting = undefined
      shared.begin()
      loseStatements()
    }))
  let last = 0
  const server = createServer((socket) => {
    if (connections.size >= MOST_CLIENTS) {
      socket.on('error', () => {}).resume()
      socket.end(errorMessage('FATAL', '53300', `sorry, too many clients already: ${String(MOST_CLIENTS)}`))
      return
    }
    const id = ++last
    sockets.add(socket)
    const connection = new WireConnection(socket, {
      id,
      key: randomInt(2 ** 31 - 1),
      ...options,
      engine,
      turns,
      shared,
      restart,
      loseStatements,
      cancel: (other, key) => connections.get(other)?.cancel(key),
    })
    connections.set(id, connection)
    socket.on('close', () => {
      sockets.delete(socket)
      connections.delete(id)
    })
  })
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    cancel: () => turns.holder?.cancel(),
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await restarting
      await engine.close()
    },
  }
}
