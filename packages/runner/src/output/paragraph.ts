import stringWidth from 'string-width'

/** How text is broken into lines. */
interface ParagraphOptions {
  /** Columns of a line; infinite leaves the text on one. */
  readonly width: number
  /** Goes before the first line. @defaultValue nothing */
  readonly indent?: string
  /** Goes before the lines after the first. @defaultValue as `indent` */
  readonly hangingIndent?: string
}

/** Spaces where a line may end: not between a number and its unit. */
const BREAKS = / (?!(?:ms|s|min|h)\b)/

/** Breaks text into lines at spaces; a word that is longer than a line stays whole. */
export function paragraph(
  text: string,
  { width, indent = '', hangingIndent = indent }: ParagraphOptions,
): string {
  const lines: string[] = []
  let line = indent
  let empty = true
  for (const word of text.split(BREAKS)) {
    const longer = empty ? line + word : `${line} ${word}`
    if (!empty && stringWidth(longer) > width) {
      lines.push(line)
      line = hangingIndent + word
    } else line = longer
    empty = false
  }
  return [...lines, line].join('\n')
}
