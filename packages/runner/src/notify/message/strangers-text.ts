import { fitWidth, oneLineText } from '../../output/text-width.ts'

/** Characters that turn the direction of what is around them, or are not to be seen. */
const INVISIBLE = /[\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g

/**
 * A name or message that strangers wrote, for a message to a human: on one line, not endless, without a say in the
 * direction of the text around it, and with nothing in it that a program makes a link or a mention of.
 */
export function strangersText(text: string, longest = 80): string {
  const plain = oneLineText(text.toWellFormed()).replaceAll(INVISIBLE, '')
  return (
    fitWidth(plain, longest)
      .replaceAll('://', ':\u200B//')
      // Telegram and mail programs make a link of a bare host, too.
      .replaceAll(/(?<=[\p{L}\d])\.(?=\p{L}{2})/gu, '.\u200B')
      .replaceAll(/@(?=\S)/g, '@\u200B')
  )
}
