import { z } from 'zod'
import { LOG_LEVELS, type LogLevel } from '../output/log-level.ts'
import { nearestName } from './nearest-name.ts'
import { setting } from './setting.ts'
import { ON_OR_OFF, oneLine, onOrOff } from './text-schemas.ts'

/** Python's names for the same levels. */
const PYTHON_LEVELS: Readonly<Record<string, LogLevel>> = {
  warning: 'warn',
  critical: 'fatal',
  notset: 'trace',
}

const LEVEL_WORDS: readonly string[] = [...LOG_LEVELS, ...Object.keys(PYTHON_LEVELS)]
const LOG_FORMATS = ['auto', 'json', 'text'] as const

/** What every command reads: where settings come from, and how it speaks. */
export const OUTPUT_SETTINGS = {
  envFile: setting({
    flag: '--env-file',
    argument: '<file>',
    env: ['ENV_FILE'],
    defaultText: '.env in this folder, where there is one',
    allowed: 'the path of a file of NAME=value lines',
    schema: oneLine().describe('File of NAME=value lines to read settings from; --no-env-file reads none.'),
  }),
  logLevel: setting<LogLevel>({
    flag: '--log-level',
    argument: '<level>',
    env: ['LOG_LEVEL'],
    defaultText: 'warn, or debug with --debug',
    allowed: `${LOG_LEVELS.join(', ')} (also as Python writes them: INFO, WARNING)`,
    isForeign: (text) => nearestName(text, LEVEL_WORDS) === undefined,
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .transform((level) => PYTHON_LEVELS[level] ?? level)
      .pipe(z.enum(LOG_LEVELS))
      .describe('Least severe messages to log, on stderr.'),
  }),
  logFormat: setting<'auto' | 'json' | 'text'>({
    flag: '--log-format',
    argument: '<format>',
    env: ['LOG_FORMAT'],
    default: 'auto',
    allowed: LOG_FORMATS.join(', '),
    isForeign: (text) => nearestName(text, LOG_FORMATS) === undefined,
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(LOG_FORMATS))
      .describe('Log lines as text or JSON; auto is text on a terminal and JSON elsewhere.'),
  }),
  debug: setting({
    flag: '--debug',
    env: ['DEBUG'],
    default: false,
    allowed: ON_OR_OFF,
    // Node's programs name their parts in it: DEBUG=*, DEBUG=app:*.
    isForeign: (text) => !onOrOff().safeParse(text).success,
    schema: onOrOff().describe('Log at level debug, and print the stack of an unexpected error.'),
  }),
}
