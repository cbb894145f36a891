/**
 * Where a cURL command begins: at the word curl with what can be its first argument, behind whatever prompt, path or text.
 * Also within quotes: a command that lost its closing quote must not swallow the next one, another account's perhaps.
 */
const COMMAND =
  /(?<=^|[\s;&|>$%#(`:])(?:[^\s'"`;&|>]{0,200}[\\/])?curl(?:\.exe)?(?=(?:\s|[\\^`][^\S\n]*\n)+(?:[-–—]|\^?["“”„]|\$?['‘’‚]|https?:\/\/|(?:[\w-]+\.)*airbnb\.))/gim

/**
 * The texts of the cURL commands in a text, each beginning with its word `curl`: without what stands between them, the
 * prompts of a terminal, quote marks of a mail, the fences of Markdown and the tags of a page.
 */
export function commandTexts(text: string): string[] {
  const starts = Array.from(text.matchAll(COMMAND), ({ index }) => index)
  return starts.map((start, index) => {
    const command = text.slice(start, starts[index + 1])
    const isInline = text.charAt(start - 1) === '`'
    return withStraightQuotes(withoutPrompts(isInline ? untilBacktick(command) : command))
  })
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

/** A mail program or a notes app curls either all quotes of a command or those of single arguments. */
function withStraightQuotes(command: string): string {
  if (!/(?:^\S+|\s[-–—]{1,2}[\w-]+)\s+[$^]?[‘’‚‛“”„‟]/.test(command)) return command
  return command.replace(/[‘’‚‛]/g, "'").replace(/[“”„‟]/g, '"')
}
