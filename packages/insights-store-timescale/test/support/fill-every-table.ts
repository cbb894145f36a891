import { type RawBuilder, sql } from 'kysely'
import type { Column } from '../../src/columns.ts'
import type { Store } from '../../src/open-store.ts'
import { TABLES } from '../../src/tables.ts'

/** A text that COPY writes otherwise than it is, nearly everywhere. */
export const HARD_TEXT = 'a\tb\nc\r\\N \\. \\ "q" \'s\' 🏡 é ,{}()\u0001'

const uuid = (index: number): string => `00000000-0000-4000-8000-00000000000${String(index)}`

/** Where rows refer to each other, or a number is given by the database. */
const NAMED: Readonly<Record<string, (index: number) => string>> = {
  account_id: (index) => String(index),
  airbnb_listing_id: (index) => `90000000000000000${String(index)}`,
  run_id: uuid,
  target: (index) => `${HARD_TEXT} ${String(index)}`,
}

const BY_TYPE: Readonly<Record<Column['type'], (index: number) => unknown>> = {
  'character varying': (index) => `${HARD_TEXT}${String(index)}`,
  text: (index) => `${HARD_TEXT}${String(index)}`,
  uuid,
  boolean: (index) => index % 2 === 0,
  integer: (index) => index - 2,
  bigint: (index) => `900719925474099${String(index)}`,
  'double precision': (index) => [0.1 + 0.2, Number.NaN, -0, 1e-300, Number.POSITIVE_INFINITY][index % 5],
  date: (index) => `2026-0${String(index)}-15`,
  datemultirange: (index) => `{[2026-01-0${String(index)},2026-02-01),[2027-01-01,)}`,
  'timestamp with time zone': (index) => `2026-03-29 02:30:00.12345${String(index)}+01`,
  jsonb: (index) => JSON.stringify([{ code: HARD_TEXT.replaceAll('\u0001', ''), number: index + 0.1 }]),
}

/** Puts rows into every table: whole ones, one of barest columns, and values that are hard to copy. */
export async function fillEveryTable({ db, schema }: Store, rows = 3): Promise<void> {
  for (const [table, columns] of Object.entries(TABLES)) {
    if (table === 'history_mode') {
      await sql`UPDATE ${sql.id(schema, table)} SET mode = 'all'`.execute(db)
      continue
    }
    for (let index = 1; index <= rows; index += 1) {
      const given = Object.entries(columns).filter(
        ([name, { nullable }]) => name !== 'sequence' && !(nullable && index === rows),
      )
      const values = given.map(([name, column]): RawBuilder<unknown> => {
        const value = column.allowed?.[0] ?? NAMED[name]?.(index) ?? BY_TYPE[column.type](index)
        return sql`${value}::${sql.raw(column.type)}`
      })
      await sql`
        INSERT INTO ${sql.id(schema, table)} (${sql.join(given.map(([name]) => sql.ref(name)))})
        VALUES (${sql.join(values)})`.execute(db)
    }
  }
}
