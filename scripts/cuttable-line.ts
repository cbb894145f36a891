import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to a database server that can be cut and mended, or fall silent. */
export interface CuttableLine extends AsyncDisposable {
  /** The server's URL, through this line. */
  readonly url: string
  /** Breaks all connections and refuses new ones. */
  cut(): void
  mend(): void
  /**
   * What is connected now falls silent in both directions and stays open, as behind a balancer that has failed over, or
   * a firewall that has forgotten it; new connections work.
   *
   * @returns how many connections that were.
   */
  freeze(): number
  /** As `freeze`, and what connects from now on is silent as well, until `mend`: a pooler that is paused. */
  pause(): void
}

/** Lays a line to the server of a `postgres://` URL: a TCP relay on loopback. */
export const layLine = async (serverUrl: string): Promise<CuttableLine> => {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  const frozen = new WeakSet<Socket>()
  let isCut = false
  let isPaused = false
  const relay = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    if (isPaused) {
      sockets.add(near)
      near.on('error', () => {}).on('close', () => sockets.delete(near))
      near.resume()
      return
    }
    const far = connect(Number(target.port || 5432), target.hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      const passOn = (): void => {
        if (!frozen.has(socket)) other.destroy()
      }
      socket.on('error', passOn)
      socket.on('close', () => {
        sockets.delete(socket)
        passOn()
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
  const freeze = (): number => {
    for (const socket of sockets) {
      frozen.add(socket)
      // Read and dropped: at the level of TCP all seems well.
      socket.unpipe()
      socket.resume()
    }
    return sockets.size / 2
  }
  return {
    url: url.href,
    cut() {
      isCut = true
      breakAll()
    },
    mend() {
      isCut = false
      isPaused = false
    },
    freeze,
    pause() {
      isPaused = true
      freeze()
    },
    async [Symbol.asyncDispose]() {
      breakAll()
      await new Promise((resolve) => {
        relay.close(resolve)
      })
    },
  }
}
