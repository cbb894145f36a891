import { oneLineText } from '../../output/one-line-text.ts'

/** Characters that turn the direction of what is around them, or are not to be seen. */
const INVISIBLE = /[\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g
const ELLIPSIS = '…'

/**
 * A name or message that strangers wrote, for a message to a human: on one line, not endless, without a say in the
 * direction of the text around it, and with nothing in it that a program makes a link or a mention of.
 *
 * @param longest - letters and pictures, as a reader counts them
 */
export function strangersText(text: string, longest = 80): string {
  const plain = oneLineText(text.toWellFormed()).replaceAll(INVISIBLE, '')
  return (
    cutTo(plain, longest)
      .replaceAll('://', ':\u200B//')
      // Telegram and mail programs make a link of a bare host, too.
      .replaceAll(/(?<=[\p{L}\d])\.(?=\p{L}{2})/gu, '.\u200B')
      .replaceAll(/@(?=\S)/g, '@\u200B')
  )
}

/** A letter can carry any number of marks. */
const CODE_UNITS_EACH = 16

function cutTo(text: string, longest: number): string {
  // No text has more letters than code units, and those of most need not be counted.
  if (text.length <= longest) return text
  const bounded = text.slice(0, longest * CODE_UNITS_EACH)
  const letters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(bounded)]
  if (letters.length <= longest && bounded === text) return text
  const kept = letters.slice(0, longest - 1).map(({ segment }) => segment)
  return `${kept.join('').toWellFormed().trimEnd()}${ELLIPSIS}`
}
