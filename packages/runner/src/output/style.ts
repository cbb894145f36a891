import { styleText } from 'node:util'
import type { TextStream } from './guarded-stream.ts'

type Format = Parameters<typeof styleText>[0]

/** What text means; each stream decides whether that shows as colour. */
export type Tone = 'good' | 'bad' | 'warning' | 'quiet' | 'strong' | 'accent'

const FORMATS: Readonly<Record<Tone, Format>> = {
  good: 'green',
  bad: 'red',
  warning: 'yellow',
  quiet: 'dim',
  strong: 'bold',
  accent: 'cyan',
}

/** Colours text by its meaning, or leaves it as it is. */
export type Style = (tone: Tone, text: string) => string

/** The style of a stream: colours on a terminal, none elsewhere; NO_COLOR and FORCE_COLOR are honoured. */
export function styleFor(
  stream: TextStream,
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  if (!wantsColour(stream, environment)) return (_, text) => text
  return (tone, text) => styleText(FORMATS[tone], text, { validateStream: false })
}

/** Whether to colour: FORCE_COLOR (unless 0 or false) over NO_COLOR (unless empty) over being a terminal that can. */
export function wantsColour(
  stream: TextStream,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if ((environment['NO_COLOR'] ?? '') !== '') return false
  return stream.isTTY === true && environment['TERM'] !== 'dumb'
}
