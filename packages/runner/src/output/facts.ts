import stringWidth from 'string-width'
import type { Style } from './style.ts'
import { oneLineText, padToWidth } from './text-width.ts'

/**
 * A name and its value; undefined leaves the line out, null says that there is none. What is `drawn` keeps its spaces:
 * it must hold nothing of strangers'.
 */
export type Fact = readonly [name: string, value: string | number | null | undefined, as?: 'drawn']

/** Facts about one thing as aligned `name  value` lines, without a line end. */
export function renderFacts(facts: readonly Fact[], style: Style): string {
  const shown = facts.filter(([, value]) => value !== undefined)
  const width = Math.max(0, ...shown.map(([name]) => stringWidth(name)))
  return shown
    .map(([name, value, as]) => {
      const text = as === 'drawn' && value !== null ? String(value) : oneLineText(value ?? '–')
      return `${style('quiet', padToWidth(name, width))}  ${text}`
    })
    .join('\n')
}
