import { type SqlToken, sqlTokens } from './sql-tokens.ts'

/** What only reads begins with one of these. */
const READING: ReadonlySet<string> = new Set(['select', 'with', 'values', 'table'])

/** Tables and columns with anything of a session in them, and those that hold other addresses with secrets. */
const SECRET: ReadonlySet<string> = new Set([
  'accounts',
  'account_sessions',
  'account_notify_urls',
  'notification_targets',
  'notification_messages',
  'notification_states',
  'airbnb_cookie',
  'cookie_digest',
  'notify_urls',
  'response_body',
])

/** The database's own inside: statistics hold values of columns, and files, other sessions and settings are in there. */
const INSIDE = /^(?:pg_|lo_|inet_|dblink|_timescaledb|_hyper_|compress_hyper_)|_to_xml|^current_setting$/

/** A statement that may be asked of the database, and what of it the database has to judge. */
export interface ReadableStatement {
  /** Without what ends it. */
  readonly text: string
  /** The names of what it calls. */
  readonly calls: readonly string[]
}

/** What a statement is, from its text alone: why it is refused, in one line, or what it asks. */
export function readStatement(statement: string): ReadableStatement | { readonly refusal: string } {
  const tokens = sqlTokens(statement)
  if (tokens === undefined)
    return {
      refusal:
        'The query cannot be read: a quote or comment has no end, or a name is written in escapes (U&).',
    }
  const [first] = tokens
  if (first === undefined) return { refusal: 'There is no query. Give one SELECT.' }
  const end = tokens.find(({ kind, text }) => kind === 'other' && text === ';')
  if (end !== undefined && end !== tokens.at(-1)) return { refusal: 'Give one query at a time.' }
  if (first.text !== '(' && !(first.kind === 'name' && READING.has(first.text)))
    return { refusal: 'Only queries are answered: begin with SELECT, WITH, VALUES or TABLE.' }
  if (!isBalanced(tokens)) return { refusal: 'The parentheses of the query do not match.' }
  const secret = tokens.find(({ kind, text }) => kind === 'name' && SECRET.has(text.toLowerCase()))
  if (secret !== undefined)
    return {
      refusal: `${secret.text} is not given out, since sessions and addresses are kept there; list_accounts tells of accounts.`,
    }
  const inside = tokens.find(({ kind, text }) => kind === 'name' && INSIDE.test(text.toLowerCase()))
  if (inside !== undefined)
    return { refusal: `${inside.text} is part of the database's own inside and is not given out.` }
  return { text: statement.slice(0, end?.at), calls: callsOf(tokens) }
}

/** The statement is wrapped in others: it must not close what it did not open. */
function isBalanced(tokens: readonly SqlToken[]): boolean {
  let depth = 0
  for (const { kind, text } of tokens) {
    if (kind === 'name') continue
    depth += text === '(' ? 1 : text === ')' ? -1 : 0
    if (depth < 0) return false
  }
  return depth === 0
}

function callsOf(tokens: readonly SqlToken[]): readonly string[] {
  return [
    ...new Set(
      tokens
        .filter((token, index) => token.kind === 'name' && tokens[index + 1]?.text === '(')
        .map(({ text }) => text),
    ),
  ]
}
