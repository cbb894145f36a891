import { message, messagesIn, text, textAt } from './wire-messages.ts'

/** What a client says as it begins that is no setting, or none of its own. */
const NOT_TAKEN =
  /^(?:user|database|options|replication|_pq_\..*|(?:default_)?transaction_read_only|role|session_authorization)$/i

/** What a statement has in it that may leave something behind in the session, at once or when its transaction ends. */
const MAY_CHANGE = /\b(?:set|reset|discard|deallocate|set_config)\b/i
const MAY_RESET = /\b(?:reset|discard)\b/i

/** What most clients say, and what is so without that. */
const USUAL: ReadonlyMap<string, RegExp> = new Map([
  ['client_encoding', /^\W*(?:utf-?8|unicode)\W*$/i],
  ['datestyle', /^iso(?:, *mdy)?$/i],
])
const isUsual = (name: string, value: string): boolean => USUAL.get(name.toLowerCase())?.test(value) === true

/** Settings of the session, and the role last: a lesser one could not set the others. */
const READ = `SELECT coalesce(json_object_agg(name, setting ORDER BY place), '{}') FROM (
  SELECT 1 AS place, name, setting FROM pg_catalog.pg_settings WHERE source = 'session'
  UNION ALL SELECT 2, 'role', pg_catalog.current_setting('role')
  WHERE pg_catalog.current_setting('role') <> 'none') AS settings`

const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`

const statementsFor = (settings: ReadonlyMap<string, string>): string =>
  [...settings]
    .map(([name, value]) => `SELECT pg_catalog.set_config(${literal(name)}, ${literal(value)}, false)`)
    .join('; ')

/**
 * The settings of one client among several that share a session: what it said as it began, and what it has `SET` since.
 */
export class ClientSettings {
  #given: ReadonlyMap<string, string> = new Map()
  #now: ReadonlyMap<string, string> = new Map()

  /** Whether there are none, so that the session is as it began. */
  get isPlain(): boolean {
    return this.#now.size === 0
  }

  /** Takes what the client's first message says. */
  begin(startup: Buffer): void {
    const given = new Map<string, string>()
    for (let at = 8; at < startup.length && startup[at] !== 0; ) {
      const { value: name, end } = textAt(startup, at)
      const { value, end: next } = textAt(startup, end)
      at = next
      for (const [option, set] of name === 'options' ? optionsIn(value) : [[name, value] as const]) {
        if (!NOT_TAKEN.test(option) && !isUsual(option, set)) given.set(option, set)
      }
    }
    this.#given = given
    this.#now = given
  }

  /** What the client is told of a setting as it begins: what it said itself, as PostgreSQL writes it. */
  reported(name: string, usual: string): string {
    const lower = name.toLowerCase()
    const given = [...this.#given].find(([one]) => one.toLowerCase() === lower)?.[1]
    return given ?? usual
  }

  /** Makes the session this client's: what others have set is gone. */
  enter(): Buffer {
    const set = statementsFor(this.#now)
    return message('Q', text(`RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; ${set}`))
  }

  /** Whether a statement may leave something behind in the session. */
  static mayChange(statements: string): boolean {
    return MAY_CHANGE.test(statements)
  }

  /** What asks the session for its settings. */
  static read(): Buffer {
    return message('Q', text(READ))
  }

  /**
   * Takes the session's answer to that.
   *
   * @param statements what the client ran: what it took back is as it was at its beginning.
   * @returns whether the session has to be {@link enter}ed again for that.
   */
  take(answer: Buffer, statements: string): boolean {
    const read: unknown = JSON.parse(firstValue(answer) ?? '{}')
    const set = new Map(Object.entries(Object(read)).map(([name, value]) => [name, String(value)]))
    const names = new Set([...set.keys()].map((name) => name.toLowerCase()))
    const back = MAY_RESET.test(statements)
      ? [...this.#given].filter(([name]) => !names.has(name.toLowerCase()))
      : []
    this.#now = new Map([...back, ...set])
    return back.length > 0
  }
}

/** `-c name=value` and `--name=value`, as `PGOPTIONS` has them; a backslash keeps a space. */
function optionsIn(options: string): [string, string][] {
  const words = (options.match(/(?:\\.|[^\s\\])+/gs) ?? []).map((word) => word.replaceAll(/\\(.)/gs, '$1'))
  return words.flatMap((word, index): [string, string][] => {
    const option = word === '-c' ? words[index + 1] : /^(?:-c|--)(?=.)/.test(word) ? word.slice(2) : undefined
    const [, name, value] = /^([\w.-]+)=(.*)$/s.exec(option ?? '') ?? []
    return name === undefined || value === undefined ? [] : [[name.replaceAll('-', '_'), value]]
  })
}

/** The first value of the first row of an answer. */
function firstValue(answer: Buffer): string | undefined {
  for (const { type, body } of messagesIn(answer)) {
    if (type !== 'D') continue
    const length = body.readInt32BE(2)
    return length < 0 ? undefined : body.toString('utf8', 6, 6 + length)
  }
  return undefined
}
