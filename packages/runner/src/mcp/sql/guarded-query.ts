import { readStatement } from './readable-statement.ts'

/** Asks the database one statement, inside a transaction that only reads. */
export type Ask = (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>

/** What may be read, and how much. */
export interface QueryLimits {
  readonly schema: string
  /** The tables of the schema that are given out. */
  readonly tables: readonly string[]
  readonly rows: number
  /** How many bytes all values of the answer may take as text: more is measured where it is, and never sent. */
  readonly bytes: number
  readonly seconds: number
}

/** Why a query is refused, in one line that says what to do instead; or its rows, one more than asked for at most. */
export type GuardedAnswer =
  | { readonly refusal: string }
  | { readonly rows: readonly Record<string, unknown>[] }

/** Functions that change nothing although PostgreSQL takes them for volatile. */
const HARMLESS = ['random', 'clock_timestamp', 'timeofday', 'gen_random_uuid', 'time_bucket_gapfill']

/**
 * Of functions with these names, those that do more than reckon: what is volatile, runs with the rights of somebody else
 * or was made by hand, since its inside is not seen in the plan.
 */
const DOING_MORE = `
  SELECT DISTINCT p.proname AS name
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  LEFT JOIN pg_catalog.pg_depend d
    ON d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
  WHERE p.proname = ANY ($1::text[]) AND p.proname <> ALL ($2::text[])
    AND (p.provolatile = 'v' OR p.prosecdef
      OR NOT (n.nspname IN ('pg_catalog', $3::text) OR coalesce(e.extname, '') = 'timescaledb'))`

/** Where TimescaleDB has the parts of hypertables. */
const CHUNKS = '_timescaledb_internal'

/** The tables that these ones are parts of: chunks are parts of hypertables. */
const PARENTS = `
  SELECT part.relname AS part, whole_schema.nspname AS schema, whole.relname AS name
  FROM pg_catalog.pg_inherits i
  JOIN pg_catalog.pg_class part ON part.oid = i.inhrelid
  JOIN pg_catalog.pg_namespace part_schema ON part_schema.oid = part.relnamespace
  JOIN pg_catalog.pg_class whole ON whole.oid = i.inhparent
  JOIN pg_catalog.pg_namespace whole_schema ON whole_schema.oid = whole.relnamespace
  WHERE part_schema.nspname = '${CHUNKS}' AND part.relname = ANY ($1::text[])`

/**
 * Runs a query that was not written here. Its text is looked at first, then the functions that it calls, then the plan
 * that the database makes of it, which names every table that it would read, through views too; only then is it run.
 * What an unforeseen statement could still do, the transaction does not allow.
 *
 * @throws the database's error for a query that is wrong or takes too long.
 */
export async function guardedQuery(ask: Ask, statement: string, limits: QueryLimits): Promise<GuardedAnswer> {
  const read = readStatement(statement)
  if ('refusal' in read) return read
  const { schema, tables, rows, seconds } = limits
  await ask('SET TRANSACTION READ ONLY')
  await ask(
    `SELECT set_config('search_path', $1, true), set_config('statement_timeout', $2, true),
      set_config('standard_conforming_strings', 'on', true)`,
    [`"${schema.replaceAll('"', '""')}", public`, `${String(seconds)}s`],
  )
  const [doing] = await ask(DOING_MORE, [read.calls, HARMLESS, schema])
  if (doing !== undefined)
    return { refusal: `The function ${String(doing['name'])} is not offered: it does more than reckon.` }
  const whole = measured(`SELECT * FROM (\n${read.text}\n) AS "asked" LIMIT ${String(rows + 1)}`, limits)
  const foreign = await foreignTable(ask, await planOf(ask, whole), { schema, tables })
  if (foreign !== undefined) {
    return {
      refusal: `${foreign} is not given out. These are: ${tables.join(', ')}, and the views of the schema on them.`,
    }
  }
  return withinBytes(await ask(whole), limits)
}

const SO_FAR = 'bytes of the answer so far'
const IN_ALL = 'bytes of the answer in all'

/**
 * A query whose rows come with what they take together with those before: rows with which that is too much come without
 * their values. Nothing is kept on the way, as one row can be of any size.
 */
const measured = (query: string, { bytes }: QueryLimits): string => `
  SELECT "kept".*, "measured"."${SO_FAR}" AS "${IN_ALL}"
  FROM (
    SELECT "answer".*, sum(octet_length(ROW("answer".*)::text)) OVER (ROWS UNBOUNDED PRECEDING)::float8 AS "${SO_FAR}"
    FROM (${query}) AS "answer") AS "measured"
  LEFT JOIN LATERAL (SELECT "measured".* WHERE "measured"."${SO_FAR}" <= ${String(bytes)}) AS "kept" ON TRUE`

/** The rows themselves, or why there are none. */
function withinBytes(rows: readonly Record<string, unknown>[], { bytes }: QueryLimits): GuardedAnswer {
  if (Number(rows.at(-1)?.[IN_ALL] ?? 0) > bytes) {
    return {
      refusal: 'The answer is too large to read. Ask for fewer rows: a smaller limit, or fewer columns.',
    }
  }
  return { rows: rows.map(asAsked) }
}

function asAsked(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== SO_FAR && name !== IN_ALL))
}

async function planOf(ask: Ask, statement: string): Promise<unknown> {
  const [row] = await ask(`EXPLAIN (VERBOSE, FORMAT JSON) ${statement}`)
  const plan = row?.['QUERY PLAN']
  return typeof plan === 'string' ? (JSON.parse(plan) as unknown) : plan
}

interface NamedTable {
  readonly schema: string
  readonly name: string
}

/** A table of a plan that is none of those given out; undefined where all are. */
async function foreignTable(
  ask: Ask,
  plan: unknown,
  { schema, tables }: Pick<QueryLimits, 'schema' | 'tables'>,
): Promise<string | undefined> {
  const isGiven = (table: NamedTable): boolean => table.schema === schema && tables.includes(table.name)
  const others = tablesOf(plan).filter((table) => !isGiven(table))
  const parts = others.filter((table) => table.schema === CHUNKS).map(({ name }) => name)
  const parents = new Map(
    parts.length === 0
      ? []
      : (await ask(PARENTS, [parts])).map((row): [string, NamedTable] => [
          String(row['part']),
          { schema: String(row['schema']), name: String(row['name']) },
        ]),
  )
  // The compressed form of a chunk is read for the chunk that stands above it in the plan.
  const wholes = others
    .filter(({ schema: inside, name }) => inside !== CHUNKS || !name.startsWith('compress_hyper_'))
    .map((table) => (table.schema === CHUNKS ? (parents.get(table.name) ?? table) : table))
  const foreign = wholes.find((table) => !isGiven(table))
  return foreign && `${foreign.schema}.${foreign.name}`
}

/** Every table that a plan reads, wherever it stands in it. */
function tablesOf(plan: unknown): readonly NamedTable[] {
  if (Array.isArray(plan)) return plan.flatMap(tablesOf)
  if (plan === null || typeof plan !== 'object') return []
  const inside = Object.values(plan).flatMap(tablesOf)
  if (!('Relation Name' in plan)) return inside
  const schema = 'Schema' in plan ? String(plan.Schema) : ''
  return [{ schema, name: String(plan['Relation Name']) }, ...inside]
}
