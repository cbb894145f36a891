/** A `NAME=value` of a file of settings. */
export interface Assignment {
  readonly name: string
  readonly value: string
  /** The line that it begins in, from 1. */
  readonly line: number
}

/** A line that says something, and not as `NAME=value`. */
export interface UnreadableLine {
  /** From 1. */
  readonly line: number
  /** The name that it seems to set; undefined where none can be told. */
  readonly name: string | undefined
  /** What it is instead, in words that hold nothing of it. */
  readonly form: string
}

const NAME = '[A-Za-z_][\\w.-]*'
const ASSIGNMENT = new RegExp(`^[^\\S\\n]*(?:export[^\\S\\n]+)?(${NAME})[^\\S\\n]*=`)
const BLANK_OR_COMMENT = /^\s*(?:#|$)/

/** As python-dotenv reads them, whose files are read here too; each may span lines. */
const QUOTED: Readonly<Record<string, { pattern: RegExp; unescape: (text: string) => string }>> = {
  '"': {
    pattern: /"((?:\\"|[^"])*)"/y,
    unescape: (text) => text.replace(/\\([nrt"\\$])/g, (_, char: string) => CONTROLS[char] ?? char),
  },
  "'": {
    pattern: /'((?:\\'|[^'])*)'/y,
    unescape: (text) => text.replace(/\\(['\\])/g, '$1'),
  },
  '`': { pattern: /`([^`]*)`/y, unescape: (text) => text },
}
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/**
 * Reads `NAME=value` lines: with `export` before them or not, with values in quotes or not. A `#` begins a comment at the
 * beginning of a line or after white space, and nowhere else: passwords and cookies hold it. Lines end in LF, CR LF or CR.
 */
export function readEnvLines(content: string): {
  assignments: readonly Assignment[]
  unreadable: readonly UnreadableLine[]
} {
  const text = content.replace(/\r\n?/g, '\n')
  const assignments: Assignment[] = []
  const unreadable: UnreadableLine[] = []
  let line = 1
  for (let at = 0; at < text.length; ) {
    const end = endOfLine(text, at)
    const current = text.slice(at, end)
    let next = end + 1
    const name = BLANK_OR_COMMENT.test(current) ? undefined : ASSIGNMENT.exec(current)
    if (name != null) {
      const read = readValue(text, at + name[0].length)
      if ('value' in read) {
        assignments.push({ name: name[1] ?? '', value: read.value, line })
        next = read.end + 1
      } else unreadable.push({ line, name: name[1], form: read.form })
    } else if (!BLANK_OR_COMMENT.test(current)) {
      const form = formOf(current)
      if (form !== undefined) unreadable.push({ line, ...form })
    }
    line += text.slice(at, next).split('\n').length - 1
    at = next
  }
  return { assignments, unreadable }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

function readValue(text: string, from: number): { value: string; end: number } | { form: string } {
  const lineEnd = endOfLine(text, from)
  const rest = text.slice(from, lineEnd)
  const begin = from + (rest.length - rest.trimStart().length)
  const quoted = QUOTED[text[begin] ?? '']
  if (quoted === undefined) return { value: rest.replace(/\s#.*$/, '').trim(), end: lineEnd }
  quoted.pattern.lastIndex = begin
  const found = quoted.pattern.exec(text)
  if (found === null) return { form: 'with a quote that is not closed' }
  const end = endOfLine(text, begin + found[0].length)
  return BLANK_OR_COMMENT.test(text.slice(begin + found[0].length, end))
    ? { value: quoted.unescape(found[1] ?? ''), end }
    : { form: 'with more text after the closing quote' }
}

const FORMS: readonly { pattern: RegExp; form: string }[] = [
  { pattern: new RegExp(`^\\s*\\$env:(${NAME})\\s*=`, 'i'), form: 'as PowerShell writes it ($env:NAME = …)' },
  {
    pattern: new RegExp(`^\\s*(?:setx?|setenv|env|declare -x|typeset -x)\\s+"?(${NAME})(?=[\\s=])`, 'i'),
    form: 'as a command (set NAME=…)',
  },
  { pattern: new RegExp(`^\\s*-\\s+["']?(${NAME})["']?\\s*[=:]`), form: 'as a list (- NAME=…)' },
  { pattern: new RegExp(`^\\s*["']?(${NAME})["']?\\s*:`), form: 'as in YAML or JSON (NAME: …)' },
  { pattern: new RegExp(`^\\s*(?:export\\s+)?(${NAME})\\s+\\S`), form: 'without = (NAME …)' },
]

function formOf(line: string): { name: string | undefined; form: string } | undefined {
  // `NAME` alone takes the value of the environment, as for `docker run --env-file`.
  if (new RegExp(`^\\s*(?:export\\s+)?${NAME}\\s*$`).test(line)) return undefined
  for (const { pattern, form } of FORMS) {
    const name = pattern.exec(line)?.[1]
    if (name !== undefined) return { name, form }
  }
  return { name: undefined, form: 'not as NAME=value' }
}
