import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to a database server that can be cut and mended, or falls silent. */
export interface CuttableLine extends AsyncDisposable {
  /** The server's URL, through this line. */
  readonly url: string
  /** Breaks all connections and refuses new ones. */
  cut(): void
  /** Takes connections again. */
  mend(): void
  /** Passes nothing on any more of the connections that there are, which stay open; new ones work. */
  freeze(): void
}

/** Lays a line to the server of a `postgres://` URL: a TCP relay on loopback. */
export const layLine = async (serverUrl: string): Promise<CuttableLine> => {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  let isCut = false
  const relay = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(Number(target.port || 5432), target.hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  await new Promise<void>((resolve) => {
    relay.listen(0, '127.0.0.1', resolve)
  })
  const url = new URL(serverUrl)
  url.hostname = '127.0.0.1'
  url.port = String((relay.address() as AddressInfo).port)
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    cut() {
      isCut = true
      breakAll()
    },
    mend() {
      isCut = false
    },
    freeze() {
      for (const socket of sockets) socket.unpipe().pause()
    },
    async [Symbol.asyncDispose]() {
      breakAll()
      await new Promise((resolve) => {
        relay.close(resolve)
      })
    },
  }
}
