import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const ELLIPSIS = '…'

/** The text cut to at most `width` terminal columns, ending in … where something was cut; never through an emoji. */
export function fitWidth(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let fitted = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    const columns = stringWidth(segment)
    if (used + columns > width - 1) break
    fitted += segment
    used += columns
  }
  return width < 1 ? '' : `${fitted.trimEnd()}${ELLIPSIS}`
}

/** The text padded with spaces to `width` terminal columns. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}
