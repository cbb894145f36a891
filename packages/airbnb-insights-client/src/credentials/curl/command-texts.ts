import { withStraightQuotes } from '../text/straight-quotes.ts'

/**
 * Where a cURL command begins: at the word curl with what can be its first argument, behind whatever prompt, path or text.
 * Also within quotes: a command that lost its closing quote must not swallow the next one, another account's perhaps.
 */
const COMMAND =
  /(?<=^|[\s;&|>$%#(`:])(?:[^\s'"`;&|>]{0,200}[\\/])?curl(?:\.exe)?(?=(?:\s|[\\^`][^\S\n]*\n)+(?:[-–—]|\^?["“”„]|\$?['‘’‚]|https?:\/\/|(?:[\w-]+\.)*airbnb\.))/gim

/** Where cURL commands begin in a text. */
export function curlStarts(text: string): number[] {
  return Array.from(text.matchAll(COMMAND), ({ index }) => index)
}

const CURLED = /(?:^\S+|\s[-–—]{1,2}[\w-]+)\s+[$^]?[‘’‚‛“”„‟]/

/**
 * A cURL command, which begins with its word `curl`, without what stands around it: the prompts of a terminal, quote
 * marks of a mail, the fences of Markdown and the tags of a page.
 *
 * @param isInline - whether a backtick stands before it
 */
export function bareCommand(text: string, isInline: boolean): string {
  return withStraightQuotes(withoutPrompts(isInline ? untilBacktick(text) : text), CURLED)
}

function withoutPrompts(command: string): string {
  return (
    command
      .replace(/\n[^\S\n]*(?:>[^\S\n]*)*(?:```|~~~)[^]*$/, '')
      // A page's source: what stands behind would become part of the last value.
      .replace(/<\/(?:code|pre|p|div|span|td|li|body)>[^]*$/i, '')
      .replace(/([\\^`][^\S\n]*\n)[^\S\n]*(?:(?:>[^\S\n]?)+|More\?[^\S\n]?)/g, '$1')
      // What parts this command from the next, but not cmd's escaped ampersand.
      .replace(/(?<!\^)(?:;|&&?|\|\|?)\s*$/, '')
  )
}

function untilBacktick(command: string): string {
  const end = command.lastIndexOf('`')
  return end < 0 ? command : command.slice(0, end)
}
