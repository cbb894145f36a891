import { readdirSync, readFileSync } from 'node:fs'
import type { Store } from 'insights-store-timescale'
import { sql } from 'kysely'

const folder = new URL('../questions/', import.meta.url)

/** A question as a host asks it, and the SQL that answers it. */
export interface Question {
  /** The file's name without its ending, `01-page-views-last-week`. */
  readonly name: string
  readonly question: string
  readonly statement: string
}

export type Answer = readonly Readonly<Record<string, unknown>>[]

/** All questions in order: each file begins with its own as a comment. */
export function questions(): Question[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const statement = readFileSync(new URL(file, folder), 'utf8')
      return {
        name: file.slice(0, -'.sql'.length),
        question: statement.split('\n')[0]!.slice('-- '.length),
        statement,
      }
    })
}

/** The answer that the seeded data give: beside each question, as JSON. */
export function expectedAnswerFile({ name }: Question): URL {
  return new URL(`${name}.json`, folder)
}

export async function answer({ db }: Store, { statement }: Question): Promise<Answer> {
  const { rows } = await sql.raw<Answer[number]>(statement).execute(db)
  return rows
}
