import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** A real SMTP server with one inbox. */
export class MailServer implements AsyncDisposable {
  readonly inbox: ParsedMail[] = []
  /** Recipients by message. */
  readonly recipients: string[][] = []
  /** What a message is refused with; null takes it. */
  refusal: { code: number; text: string } | null = null
  readonly #server: SMTPServer

  private constructor({ user, password, startTls }: { user?: string; password?: string; startTls: boolean }) {
    this.#server = new SMTPServer({
      authOptional: user === undefined,
      hideSTARTTLS: !startTls,
      allowInsecureAuth: true,
      logger: false,
      onAuth: (auth, _session, done) =>
        auth.username === user && auth.password === password
          ? done(null, { user: auth.username })
          : done(new Error(`refused ${auth.username ?? ''} with ${auth.password ?? ''}`)),
      onData: (stream, { envelope }, done) => {
        const recipients = envelope.rcptTo.map(({ address }) => address)
        void this.#take(stream, recipients, done)
      },
    })
    // A client that does not trust its certificate leaves.
    this.#server.on('error', () => {})
  }

  static async start(
    options: { user?: string; password?: string; startTls?: boolean } = {},
  ): Promise<MailServer> {
    const started = new MailServer({ startTls: false, ...options })
    const listening = started.#server.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    return started
  }

  async #take(stream: Readable, recipients: string[], done: (error?: Error) => void): Promise<void> {
    const mail = await simpleParser(stream)
    const { refusal } = this
    if (refusal !== null) {
      done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
      return
    }
    this.inbox.push(mail)
    this.recipients.push(recipients)
    done()
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${String((this.#server.server.address() as AddressInfo).port)}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}
