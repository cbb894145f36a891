import { type Frame, message, text, textAt } from './wire-messages.ts'

/** Comments hide nothing. */
const COMMENTS = /\/\*.*?\*\/|--[^\n]*/gs

/** What a statement is that the embedded database would wait for without end. */
const COPIES_IN = /(?:^|;)\s*copy\b[^;]*\bfrom\s+stdin\b/i

/** What makes a session that only reads write. */
const MAKES_WRITABLE = [
  /(?:^|;)\s*(?:begin|start|set)\b[^;']*\bread\s+write\b/i,
  /(?:^|;)\s*set\s+(?:(?:session|local)\s+)?"?(?:default_)?transaction_read_only"?\s*(?:=|to)(?!\s*'?(?:on|true|yes|1)\b)/i,
  /\bset_config\s*\(\s*'(?:default_)?transaction_read_only'\s*,(?!\s*'(?:on|true|yes|1)')/i,
]

const REFUSALS = {
  copy: ['0A000', 'the embedded database takes no COPY FROM STDIN: INSERT rows instead'],
  write: ['25006', 'what is served here is a copy that is only read'],
} as const

/** The statement of a message, and where it ends; undefined where it has none. */
export function statementIn({
  type,
  bytes,
}: Frame): { start: number; value: string; end: number } | undefined {
  if (type !== 'P' && type !== 'Q') return undefined
  const start = type === 'Q' ? 5 : textAt(bytes, 5).end
  return { start, ...textAt(bytes, start) }
}

/**
 * A message as the embedded database gets it: instead of a statement that it must not have, one that fails, so that a
 * transaction fails with it as any other does. It is against accidents: whoever wants to writes all the same, on a copy.
 */
export function withoutRefused(frame: Frame, isReadOnly: boolean): Frame {
  const statement = statementIn(frame)
  if (statement === undefined) return frame
  const said = statement.value.replaceAll(COMMENTS, ' ')
  const why = COPIES_IN.test(said)
    ? REFUSALS.copy
    : isReadOnly && MAKES_WRITABLE.some((pattern) => pattern.test(said))
      ? REFUSALS.write
      : undefined
  if (why === undefined) return frame
  const [code, words] = why
  const fails = text(`DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${code}', MESSAGE = '${words}'; END $$`)
  const { bytes, type } = frame
  return {
    type,
    bytes: message(type, bytes.subarray(5, statement.start), fails, bytes.subarray(statement.end)),
  }
}
