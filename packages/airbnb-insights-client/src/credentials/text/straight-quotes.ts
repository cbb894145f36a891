/**
 * The command with straight quotes, where a mail program or a notes app made those curly that its shell or language needs:
 * all of them or those of single arguments.
 *
 * @param curled - finds a curly quote in a place where only a straight one can stand
 */
export function withStraightQuotes(command: string, curled: RegExp): string {
  if (!curled.test(command)) return command
  return command.replace(/[‘’‚‛]/g, "'").replace(/[“”„‟]/g, '"')
}
