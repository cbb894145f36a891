import { ClientSettings } from './client-settings.ts'
import type { Engine } from './engine.ts'
import { statementIn, withoutRefused } from './refused-statement.ts'
import type { SharedSession } from './shared-session.ts'
import { StatementNames } from './statement-names.ts'
import { type Frame, failureIn, message, text } from './wire-messages.ts'

/** What a client's part of the session is made of. */
export interface SessionParts {
  /** The client's number. */
  readonly id: number
  readonly engine: Engine
  readonly shared: SharedSession
  /** Whether statements that would let the session write are refused. */
  readonly isReadOnly: boolean
  /** Says that the session has no prepared statement any more, of whichever client. */
  loseStatements(): void
}

/** ParseComplete. */
const PARSED = 0x31

/**
 * The one session as if it were this client's own: with its settings and its prepared statements. To be used while it is
 * the client's turn.
 */
export class ClientSession {
  readonly settings = new ClientSettings()
  readonly #parts: SessionParts
  readonly #names: StatementNames
  /** Statements of the transaction under way that leave something behind. */
  #leaving: string[] = []

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#names = new StatementNames(`c${String(parts.id)}_`)
  }

  /** Whether it holds statements that it has to give back. */
  get hasStatements(): boolean {
    return this.#names.closeAll().length > 0
  }

  /** The session does not have its statements any more: they are prepared again when they are needed. */
  loseStatements(): void {
    this.#names.lose()
  }

  /** What was under way has gone with the session that it was in. */
  begunAnew(): void {
    this.#leaving = []
  }

  /** Gives the session its settings, where another client has had it; gives back what is wrong with them. */
  async enter(): Promise<string | undefined> {
    const { shared, engine, id } = this.#parts
    if (shared.settingsOf === id) return undefined
    if (!shared.isPlain || !this.settings.isPlain) {
      shared.isPlain = false
      shared.unnamedOf = undefined
      const failure = failureIn(await engine.answer(this.settings.enter()))
      if (failure !== undefined) return failure
    }
    shared.settingsOf = id
    shared.isPlain = this.settings.isPlain
    return undefined
  }

  /** Has a client's messages answered. */
  async ask(batch: readonly Frame[]): Promise<Buffer> {
    const { shared, engine, id, isReadOnly } = this.#parts
    if (shared.unnamedOf !== id) this.#names.loseUnnamed()
    const allowed = batch.map((frame) => withoutRefused(frame, isReadOnly))
    const again = this.#names.neededFor(allowed)
    const whole = [...again, ...allowed.map((frame) => this.#names.rename(frame))]
    for (const frame of allowed) {
      const statement = statementIn(frame)
      if (frame.type === 'Q') shared.unnamedOf = undefined
      if (statement !== undefined && ClientSettings.mayChange(statement.value))
        this.#leaving.push(statement.value)
    }
    if (whole.some(preparesUnnamed)) shared.unnamedOf = id
    let answer = await engine.answer(Buffer.concat(whole))
    // That they were prepared again is no answer to anything.
    for (let count = again.length; count > 0 && answer[0] === PARSED; count -= 1) answer = answer.subarray(5)
    return answer
  }

  /** At the end of a transaction: remembers what the client has set, and lets the others know what it has taken away. */
  async settle(): Promise<void> {
    if (this.#leaving.length === 0) return
    const { shared, engine } = this.#parts
    const statements = this.#leaving.join('; ')
    this.#leaving = []
    shared.isPlain = false
    shared.unnamedOf = undefined
    const isBack = this.settings.take(await engine.answer(ClientSettings.read()), statements)
    if (isBack) await engine.answer(this.settings.enter())
    if (!StatementNames.takesAll(statements)) return
    this.#names.forget()
    this.#parts.loseStatements()
  }

  /** Leaves it to the others: no transaction is under way, and no statement of this client there. */
  async leave(): Promise<void> {
    const { shared, engine } = this.#parts
    shared.isPlain = false
    shared.settingsOf = undefined
    shared.unnamedOf = undefined
    await engine.answer(message('S'))
    await engine.answer(message('Q', text('ROLLBACK')))
    const closing = this.#names.closeAll()
    if (closing.length > 0) await engine.answer(Buffer.concat([...closing, message('S')]))
  }
}

/** Whether a message prepares the statement without a name. */
const preparesUnnamed = (bytes: Buffer): boolean => bytes[0] === 0x50 && bytes[5] === 0
