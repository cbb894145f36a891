import type { Socket } from 'node:net'
import type { HttpServer } from './http-server.ts'

/**
 * Lets a server that closes end the connections that never asked for anything: browsers open some ahead of need, and load
 * balancers to see whether somebody is there. Node itself waits for those, up to a minute.
 */
export function endSilentConnections(app: HttpServer): void {
  const connections = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  app.addHook('preClose', (done) => {
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
    done()
  })
}
