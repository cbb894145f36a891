import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to a database server on which connections can be broken, or fall silent and stay open. */
export interface Line extends AsyncDisposable {
  /** The server's URL, through this line. */
  readonly url: string
  /** Breaks all connections; new ones work. */
  cut(): void
  /** Passes nothing on any more of the connections that there are, which stay open; new ones work. */
  freeze(): void
}

export async function layLine(serverUrl: string): Promise<Line> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  const relay = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
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
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    cut: breakAll,
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
