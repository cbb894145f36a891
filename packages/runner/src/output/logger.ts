import type { Logger } from 'insights-transform'
import { type Level, type Logger as PinoLogger, pino } from 'pino'
import { z } from 'zod'
import { snakeCase } from './json-document.ts'
import type { LogLevel } from './log-level.ts'
import { oneLineText } from './one-line-text.ts'
import { REDACTED } from './redactor.ts'
import type { Style, Tone } from './style.ts'
import { traceFields } from './trace-fields.ts'

/** The logger of a process, for what wants pino itself: the HTTP server makes a child of it for each request. */
export interface ProcessLogger extends Logger {
  readonly pino: PinoLogger
}

/** Where log lines go, and which. */
export interface LoggerOptions {
  /** The least severe level that is written. @defaultValue 'info' */
  readonly level?: LogLevel
  /** `text` is one short line for people. @defaultValue 'json' */
  readonly format?: 'json' | 'text'
  /** Receives whole lines, each with its line end. */
  readonly write: (line: string) => void
  /** Colours of text lines. @defaultValue none */
  readonly style?: Style
}

/** A pino logger behind the structural interface: one JSON object a line for machines, or one short line for people. */
export function createLogger({
  level = 'info',
  format = 'json',
  write,
  style = (_, text) => text,
}: LoggerOptions): ProcessLogger {
  const destination = {
    write: format === 'json' ? write : (line: string) => write(`${textLine(line, style)}\n`),
  }
  const logger = pino(
    {
      level,
      base: null,
      mixin: traceFields,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: withSnakeCasedNames },
      serializers: { ...HIDDEN_FIELDS, error: describeCause, cause: describeCause, err: describeCause },
    },
    destination,
  )
  const at =
    (severity: Level) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      logger[severity](fields, message)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), pino: logger }
}

/** One spelling for all lines, whoever writes them: that of the API and of `--json`. */
function withSnakeCasedNames(fields: Record<string, unknown>): Record<string, unknown> {
  // The line of a request, of which there are thousands a second, has its names as they are to be.
  if (Object.keys(fields).every((name) => snakeCase(name) === name)) return fields
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [snakeCase(name), value]))
}

const hidden = (): string => REDACTED

/** Fields that could hold a credential, whoever logs them; `req` and `res` are what libraries log with their headers. */
const HIDDEN_FIELDS = {
  cookie: hidden,
  airbnb_cookie: hidden,
  authorization: hidden,
  headers: hidden,
  body: hidden,
  req: hidden,
  res: hidden,
}

/** Errors by name, code and message: a logged stack or request object could carry what nobody should read. */
function describeCause(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  return 'code' in value
    ? { name: value.name, code: value.code, message: value.message }
    : { name: value.name, message: value.message }
}

const LEVEL_TONES: Readonly<Record<string, Tone>> = {
  trace: 'quiet',
  debug: 'quiet',
  info: 'accent',
  warn: 'warning',
  error: 'bad',
  fatal: 'bad',
}

const logLine = z.looseObject({ level: z.string(), time: z.string(), msg: z.string().optional() })

function textLine(json: string, style: Style): string {
  const { level, time, msg, ...fields } = logLine.parse(JSON.parse(json))
  const shown = Object.entries(fields).map(([name, value]) => style('quiet', `${name}=${fieldText(value)}`))
  const clock = style('quiet', time.slice(11, 19))
  return [
    clock,
    style(LEVEL_TONES[level] ?? 'quiet', level.padEnd(5)),
    oneLineText(msg ?? ''),
    ...shown,
  ].join(' ')
}

function fieldText(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
}
