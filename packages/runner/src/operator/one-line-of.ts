import { messageOf } from '../output/message-of.ts'

/** What an error says, on one line. */
export function oneLineOf(error: unknown): string {
  const text = messageOf(error)
  return text.replace(/\s*\n\s*/g, ' ')
}
