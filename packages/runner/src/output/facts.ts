import stringWidth from 'string-width'
import { oneLineText } from './one-line-text.ts'
import { paragraph } from './paragraph.ts'
import type { Style } from './style.ts'
import { padToWidth } from './text-width.ts'

/**
 * A name and its value; undefined leaves the line out, null says that there is none. What is `drawn` keeps its spaces:
 * it must hold nothing of strangers'.
 */
export type Fact = readonly [name: string, value: string | number | null | undefined, as?: 'drawn']

/**
 * Facts about one thing as aligned `name  value` lines, without a line end.
 *
 * @param width columns of a line; a longer value goes on below itself. @defaultValue it stays on one line
 */
export function renderFacts(
  facts: readonly Fact[],
  style: Style,
  width: number = Number.POSITIVE_INFINITY,
): string {
  const shown = facts.filter(([, value]) => value !== undefined)
  const names = Math.max(0, ...shown.map(([name]) => stringWidth(name)))
  const hangingIndent = ' '.repeat(names + 2)
  return shown
    .map(([name, value, as]) => {
      const indent = `${style('quiet', padToWidth(name, names))}  `
      if (as === 'drawn' && value !== null) return `${indent}${String(value)}`
      return paragraph(oneLineText(value ?? '–'), { width, indent, hangingIndent })
    })
    .join('\n')
}
