/** Comments hide nothing. */
const COMMENTS = /\/\*.*?\*\/|--[^\n]*/gs

const COPY = /^[\s;]*copy\b/i
const INTO_FILE = /\bto\s+(?:program\b|[eunbx]?&?'|\$)/i

/**
 * Whether a statement is a `COPY` into a file of the server, or into a program there: to PostgreSQL neither changes the
 * database, so that even a READ ONLY transaction does it for a superuser.
 */
export function writesFile(statement: string): boolean {
  const said = statement.replaceAll(COMMENTS, ' ')
  return COPY.test(said) && INTO_FILE.test(said)
}
