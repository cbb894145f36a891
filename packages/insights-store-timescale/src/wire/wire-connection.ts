import { once } from 'node:events'
import type { Socket } from 'node:net'
import { type Engine, EngineStopped } from './engine.ts'
import { ScramExchange } from './scram.ts'
import { StatementNames } from './statement-names.ts'
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
interface WireContext {
  readonly id: number
  /** What who wants to cancel a statement of this connection must know. */
  readonly key: number
  readonly password: string
  readonly timeoutMs: number
  readonly parameters: Readonly<Record<string, string>>
  readonly engine: Engine
  readonly turns: Turns<WireConnection>
  /** Whose the statement without a name is that the session has. */
  readonly shared: { unnamedOf: number }
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
  readonly #names: StatementNames
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
    this.#names = new StatementNames(`c${String(context.id)}_`)
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

  /** The session that it had statements in is gone. */
  engineIsNew(): void {
    const reliedOnIt = this.#names.hasNames
    this.#names.forget()
    if (reliedOnIt && !this.#working && this.#state === 'ready') {
      this.#socket.end(errorMessage('FATAL', '57P01', 'the embedded database was started again'))
    }
  }

  #stop(why: 'cancelled' | 'late'): void {
    this.#stopped = why
    void this.#context.restart()
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
          message('S', text(name), text(value)),
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
    const { turns, shared, engine, id } = this.#context
    clearTimeout(this.#silence)
    if (!(await turns.take(this)) || this.#socket.destroyed) return
    const again = shared.unnamedOf === id ? undefined : this.#names.unnamedFor(batch)
    const renamed = batch.map((frame) => this.#names.rename(frame))
    if (again !== undefined || batch.some(({ type }) => type === 'P')) shared.unnamedOf = id
    if (batch.some(({ type }) => type === 'Q')) shared.unnamedOf = 0
    this.#stopped = undefined
    this.#working = true
    const limit = setTimeout(() => this.#stop('late'), this.#context.timeoutMs)
    let answer: Buffer
    try {
      answer = await engine.answer(Buffer.concat([...(again === undefined ? [] : [again]), ...renamed]))
      // That it was prepared again is no answer to anything.
      if (again !== undefined && answer[0] === 0x31) answer = answer.subarray(5)
    } catch (error) {
      answer = this.#whyStopped(error, isWhole)
    } finally {
      clearTimeout(limit)
      this.#working = false
    }
    if (isWhole && lastState(answer) === 'I') turns.pass(this)
    else this.#silence = setTimeout(() => this.#socket.destroy(), SILENT_TRANSACTION_MS)
    if (!this.#socket.destroyed && !this.#socket.write(answer)) {
      await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')])
    }
  }

  #whyStopped(error: unknown, isWhole: boolean): Buffer {
    this.#skipsToSync = !isWhole
    const end = isWhole ? [READY] : []
    if (!(error instanceof EngineStopped))
      return Buffer.concat([errorMessage('ERROR', 'XX000', String(error)), ...end])
    const words =
      this.#stopped === 'late'
        ? 'canceling statement due to statement timeout'
        : 'canceling statement due to user request'
    if (!isWhole) this.#context.turns.pass(this)
    return Buffer.concat([errorMessage('ERROR', '57014', words), ...end])
  }

  /** Leaves the session to the others as it was. */
  async #giveBack(): Promise<void> {
    const { turns, engine } = this.#context
    const closing = this.#names.closeAll()
    if (turns.holder !== this && closing.length === 0) return
    if (!(await turns.take(this))) return
    try {
      const wasHolding = message('Q', text('ROLLBACK'))
      await engine.answer(Buffer.concat([message('S')]))
      await engine.answer(wasHolding)
      if (closing.length > 0) await engine.answer(Buffer.concat([...closing, message('S')]))
    } catch (error) {
      if (!(error instanceof EngineStopped)) throw error
    } finally {
      turns.pass(this)
    }
  }
}
