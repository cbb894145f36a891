import stringWidth from 'string-width'
import type { Style } from './style.ts'
import { oneLineText, padToWidth } from './text-width.ts'

/** A name and its value; undefined leaves the line out, null says that there is none. */
export type Fact = readonly [name: string, value: string | number | null | undefined]

/** Facts about one thing as aligned `name  value` lines, without a line end. */
export function renderFacts(facts: readonly Fact[], style: Style): string {
  const shown = facts.filter(([, value]) => value !== undefined)
  const width = Math.max(0, ...shown.map(([name]) => stringWidth(name)))
  return shown
    .map(([name, value]) => `${style('quiet', padToWidth(name, width))}  ${oneLineText(value ?? '–')}`)
    .join('\n')
}
