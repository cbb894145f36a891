import type { CompiledQuery } from 'kysely'
import { escapeLiteral } from 'pg'

/** Quoted names and texts, in which a dollar is one, and what stands for a parameter. */
const TOKEN = /"(?:[^"]|"")*"|'(?:[^']|'')*'|\$(\d+)/g

/**
 * A query as `COPY (…) TO STDOUT`, which takes no parameters: they are written into it, each as a literal that is
 * escaped as the driver does.
 */
export function copyStatement({ sql, parameters }: CompiledQuery): string {
  const query = sql.replace(TOKEN, (token: string, number: string | undefined) =>
    number === undefined ? token : literal(parameters[Number(number) - 1]),
  )
  return `COPY (${query}) TO STDOUT`
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return escapeLiteral(value)
  throw new TypeError(`a parameter of COPY can be a text, not a ${typeof value}`)
}
