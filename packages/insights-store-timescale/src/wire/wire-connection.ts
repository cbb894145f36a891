import { once } from 'node:events'
import type { Socket } from 'node:net'
import { ClientSession, type SessionParts } from './client-session.ts'
import { EngineStopped } from './engine.ts'
import { ScramExchange } from './scram.ts'
import type { Turns } from './turns.ts'
import {
  errorMessage,
  type Frame,
  FrameCutter,
  int32,
  lastState,
  message,
  READY,
  text,
  textAt,
} from './wire-messages.ts'

/** What a connection shares with the others. */
interface WireContext extends SessionParts {
  /** What who wants to cancel a statement of this connection must know. */
  readonly key: number
  readonly password: string
  readonly timeoutMs: number
  readonly parameters: Readonly<Record<string, string>>
  readonly turns: Turns<WireConnection>
  restart(): Promise<void>
  cancel(id: number, key: number): void
}

const CANCEL = 80_877_102
const WANTS_TLS = 80_877_103
const WANTS_GSS = 80_877_104
/** Version 3.0, whatever minor version the client would like. */
const MAJOR = 3

/** A client that has begun a transaction and says nothing keeps all others waiting: so long. */
const SILENT_TRANSACTION_MS = 60_000
/** Whoever wants in says the password within so long. */
const LOGIN_MS = 10_000

const MECHANISM = 'SCRAM-SHA-256'

/** One client, from the greeting to the end. */
export class WireConnection {
  readonly #socket: Socket
  readonly #context: WireContext
  readonly #frames = new FrameCutter()
  readonly #session: ClientSession
  readonly #scram: ScramExchange
  #state: 'starting' | 'first' | 'final' | 'ready' | 'left' = 'starting'
  #batch: Frame[] = []
  /** After an error in the middle of a batch the client is ignored up to its end. */
  #skipsToSync = false
  #working = false
  #stopped: 'cancelled' | 'late' | undefined
  #silence: NodeJS.Timeout | undefined
  #queue: Promise<void> = Promise.resolve()

  constructor(socket: Socket, context: WireContext) {
    this.#socket = socket
    this.#context = context
    this.#session = new ClientSession(context)
    this.#scram = new ScramExchange(context.password)
    socket.setNoDelay(true)
    this.#silence = setTimeout(() => socket.destroy(), LOGIN_MS)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      this.#queue = this.#queue.then(() => this.#receive(chunk)).catch(() => void socket.destroy())
    })
    socket.on('close', () => {
      clearTimeout(this.#silence)
      this.#state = 'left'
      context.turns.leave(this)
      // A statement that nobody waits for any more is not worth the others' time.
      if (this.#working) this.cancel()
      this.#queue = this.#queue.then(() => this.#giveBack()).catch(() => {})
    })
  }

  /** Ends the statement that this client waits for; with a key, only if it is the right one. */
  cancel(key = this.#context.key): void {
    if (key !== this.#context.key || !this.#working) return
    this.#stop('cancelled')
  }

  /** The session does not have its statements any more: they are prepared again when they are needed. */
  loseStatements(): void {
    this.#session.loseStatements()
  }

  #stop(why: 'cancelled' | 'late'): void {
    this.#stopped = why
    this.#restart()
  }

  async #receive(chunk: Buffer): Promise<void> {
    this.#frames.push(chunk)
    for (let frame = this.#frames.next(); frame !== undefined; frame = this.#frames.next()) {
      if (this.#socket.destroyed) return
      if (this.#state === 'ready') await this.#serve(frame)
      else await this.#letIn(frame)
    }
  }

  async #letIn({ type, bytes }: Frame): Promise<void> {
    if (this.#state === 'starting') return this.#greet(bytes)
    if (type !== 'p') return this.#refuse('08P01', 'a password was expected')
    if (this.#state === 'first') {
      const { value: mechanism, end } = textAt(bytes, 5)
      const answer = mechanism === MECHANISM ? this.#scram.begin(bytes.toString('utf8', end + 4)) : undefined
      if (answer === undefined) return this.#refuse('28000', `only ${MECHANISM} is spoken here`)
      this.#state = 'final'
      this.#socket.write(message('R', int32(11), answer))
      return
    }
    const verified = this.#scram.finish(bytes.toString('utf8', 5))
    if (verified === undefined) return this.#refuse('28P01', 'password authentication failed')
    clearTimeout(this.#silence)
    this.#state = 'ready'
    this.#socket.write(
      Buffer.concat([
        message('R', int32(12), verified),
        message('R', int32(0)),
        ...Object.entries(this.#context.parameters).map(([name, value]) =>
          message('S', text(name), text(this.#session.settings.reported(name, value))),
        ),
        message('K', int32(this.#context.id), int32(this.#context.key)),
        READY,
      ]),
    )
  }

  #greet(bytes: Buffer): void {
    const code = bytes.readInt32BE(4)
    if (code === WANTS_TLS || code === WANTS_GSS) {
      this.#frames.startAgain()
      this.#socket.write('N')
      return
    }
    if (code === CANCEL) {
      this.#context.cancel(bytes.readInt32BE(8), bytes.readInt32BE(12))
      this.#socket.end()
      return
    }
    if (code >> 16 !== MAJOR) return this.#refuse('0A000', 'only version 3.0 of the protocol is spoken here')
    this.#session.settings.begin(bytes)
    this.#state = 'first'
    const minor = code & 0xffff
    const older = minor === 0 ? [] : [message('v', int32(0), int32(0))]
    this.#socket.write(Buffer.concat([...older, message('R', int32(10), text(MECHANISM), '\0')]))
  }

  #refuse(code: string, words: string): void {
    this.#state = 'left'
    this.#socket.end(errorMessage('FATAL', code, words))
  }

  async #serve(frame: Frame): Promise<void> {
    const { type } = frame
    if (type === 'X') {
      this.#socket.end()
      return
    }
    if (this.#skipsToSync) {
      if (type !== 'S') return
      this.#skipsToSync = false
      this.#socket.write(READY)
      return
    }
    // What is copied into a table that cannot be written goes nowhere.
    if ('dcf'.includes(type)) return
    this.#batch.push(frame)
    if (!'QSH'.includes(type)) return
    const batch = this.#batch
    this.#batch = []
    await this.#answer(batch, type !== 'H')
  }

  /** @param isWhole whether the client waits for the end of it, and not only for what there is. */
  async #answer(batch: readonly Frame[], isWhole: boolean): Promise<void> {
    const { turns, timeoutMs } = this.#context
    clearTimeout(this.#silence)
    if (!(await turns.take(this)) || this.#socket.destroyed) return
    this.#stopped = undefined
    this.#working = true
    const limit = setTimeout(() => this.#stop('late'), timeoutMs)
    let answer: Buffer
    try {
      const failure = await this.#session.enter()
      if (failure !== undefined) {
        turns.pass(this)
        return this.#refuse('22023', failure)
      }
      answer = await this.#session.ask(batch)
      if (isWhole && lastState(answer) === 'I') await this.#session.settle()
    } catch (error) {
      answer = this.#whyStopped(error, isWhole)
    } finally {
      clearTimeout(limit)
      this.#working = false
    }
    if (isWhole && lastState(answer) === 'I') turns.pass(this)
    else this.#silence = setTimeout(() => this.#endSilence(), SILENT_TRANSACTION_MS)
    if (!this.#socket.destroyed && !this.#socket.write(answer)) {
      await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')])
    }
  }

  #endSilence(): void {
    const words =
      'terminating connection: a transaction keeps all others waiting, and its client said nothing'
    this.#refuse('25P03', words)
    this.#socket.destroySoon()
  }

  #whyStopped(error: unknown, isWhole: boolean): Buffer {
    this.#session.begunAnew()
    if (!isWhole) {
      this.#skipsToSync = true
      this.#context.turns.pass(this)
    }
    const end = isWhole ? [READY] : []
    if (!(error instanceof EngineStopped)) {
      // What state it is in nobody knows.
      this.#restart()
      return Buffer.concat([errorMessage('ERROR', 'XX000', String(error)), ...end])
    }
    const words =
      this.#stopped === 'late'
        ? 'canceling statement due to statement timeout'
        : 'canceling statement due to user request'
    return Buffer.concat([errorMessage('ERROR', '57014', words), ...end])
  }

  /** Where that fails, whoever asks next is told. */
  #restart(): void {
    this.#context.restart().catch(() => {})
  }

  /** Leaves the session to the others as it was. */
  async #giveBack(): Promise<void> {
    const { turns } = this.#context
    if (turns.holder !== this && !this.#session.hasStatements) return
    if (!(await turns.take(this))) return
    try {
      await this.#session.leave()
    } catch (error) {
      if (!(error instanceof EngineStopped)) throw error
    } finally {
      turns.pass(this)
    }
  }
}
