import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { SelfMadeCertificate } from '../../../../scripts/self-made-certificate.ts'

/** A server of PostgreSQL's with TLS, or only with it, made of one without: a relay that does the handshake. */
export interface TlsRelay extends AsyncDisposable {
  /** The server's URL, through the relay. */
  readonly url: string
  /** How many sessions have begun, with TLS and without. */
  readonly sessions: { encrypted: number; plain: number }
}

const SSL_REQUEST = 80_877_103

/** What a server says to whom its pg_hba.conf knows with TLS alone. */
const ONLY_ENCRYPTED = Buffer.concat([
  Buffer.from('E'),
  ...(() => {
    const fields = Buffer.from(
      ['SFATAL', 'VFATAL', 'C28000', 'Mno pg_hba.conf entry for host "127.0.0.1", no encryption'].join('\0') +
        '\0\0',
    )
    const length = Buffer.alloc(4)
    length.writeInt32BE(fields.length + 4)
    return [length, fields]
  })(),
])

/** Starts a relay on loopback. @param options.plainToo whether sessions without TLS are let in. */
export async function startTlsRelay(
  serverUrl: string,
  { certificate: cert, key }: SelfMadeCertificate,
  { plainToo }: { plainToo: boolean },
): Promise<TlsRelay> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  const sessions = { encrypted: 0, plain: 0 }
  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  const relay = createServer((near) => {
    track(near).once('data', (first: Buffer) => {
      const wantsTls = first.length === 8 && first.readInt32BE(4) === SSL_REQUEST
      if (!wantsTls && !plainToo) {
        near.end(ONLY_ENCRYPTED)
        return
      }
      const far = track(connect(Number(target.port || 5432), target.hostname))
      if (!wantsTls) {
        sessions.plain += 1
        far.write(first)
        near.pipe(far).pipe(near)
        return
      }
      near.write('S')
      const encrypted = track(new TLSSocket(near, { isServer: true, cert, key }))
      encrypted.once('secure', () => (sessions.encrypted += 1))
      encrypted.pipe(far).pipe(encrypted)
    })
  })
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const url = new URL(serverUrl)
  url.hostname = '127.0.0.1'
  url.port = String((relay.address() as AddressInfo).port)
  return {
    url: url.href,
    sessions,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      relay.close()
      await once(relay, 'close')
    },
  }
}
