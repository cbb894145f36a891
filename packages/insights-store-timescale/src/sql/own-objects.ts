import type { ClientBase } from 'pg'

/** A relation of the product, by the number that PostgreSQL knows it by. */
interface OwnRelation {
  readonly oid: string
  readonly name: string
}

/** What of the product no lock tells of: a function or a schema, and what the catalogue says of it. */
interface OwnFact {
  readonly name: string
  readonly fact: string
}

/** All that is the product's. */
export interface OwnObjects {
  readonly relations: readonly OwnRelation[]
  readonly facts: readonly OwnFact[]
  /** The facts as they are when it is asked. */
  factsNow(): Promise<readonly OwnFact[]>
}

/** Names of what the migrations make in the schema. */
export interface OwnNames {
  /** Tables, views and sequences. */
  readonly relations: readonly string[]
  readonly functions: readonly string[]
}

/**
 * All that is the product's: tables, views and sequences of the schema, and what lies beneath them (indexes, chunks); its
 * functions; the schema itself. What somebody else made in the schema is not. The queue's are in a schema of its own
 * beside it.
 */
export async function ownObjects(client: ClientBase, schema: string, own: OwnNames): Promise<OwnObjects> {
  const { rows: relations } = await client.query<OwnRelation>(
    `WITH RECURSIVE relations AS (
       SELECT c.oid, c.relname::text AS name FROM pg_catalog.pg_class AS c
       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       WHERE (n.nspname = $1 AND c.relname = ANY ($2)) OR n.nspname = $1 || '_queue'
       UNION
       SELECT beneath.oid, relations.name FROM relations CROSS JOIN LATERAL (
         SELECT inhrelid AS oid FROM pg_catalog.pg_inherits WHERE inhparent = relations.oid
         UNION ALL
         SELECT indexrelid FROM pg_catalog.pg_index WHERE indrelid = relations.oid) AS beneath
     )
     SELECT oid::text, name FROM relations`,
    [schema, own.relations],
  )
  const factsNow = async (): Promise<OwnFact[]> => {
    // A row of the catalogue that is written has another xmin; rights given on a schema change nothing of it.
    const { rows } = await client.query<OwnFact>(
      `SELECT 'the schema ' || nspname AS name, oid::text || nspname AS fact
       FROM pg_catalog.pg_namespace WHERE nspname IN ($1::text, $1::text || '_queue')
       UNION ALL
       SELECT 'the function ' || p.proname, p.oid::text || ' ' || p.xmin::text
       FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
       WHERE n.nspname = $1::text AND p.proname = ANY ($2)`,
      [schema, own.functions],
    )
    return rows
  }
  return { relations, facts: await factsNow(), factsNow }
}

/** The locks of statements that only read. */
const READS = ['AccessShareLock', 'RowShareLock']

/**
 * The first of them that the transaction under way has changed, or could have; undefined where it has read them alone.
 * Whatever writes or changes a relation locks it until the transaction ends, however it is named: by quoting, in a
 * function, by a trigger, through a view. Functions and schemas lock nothing: they are looked at again.
 */
export async function firstChanged(client: ClientBase, own: OwnObjects): Promise<string | undefined> {
  const { relations, facts } = own
  const { rows } = await client.query<{ oid: string }>(
    `SELECT relation::text AS oid FROM pg_catalog.pg_locks
     WHERE pid = pg_catalog.pg_backend_pid() AND granted AND locktype = 'relation' AND NOT (mode = ANY ($1))
       AND relation::text = ANY ($2)`,
    [READS, relations.map(({ oid }) => oid)],
  )
  const oids = new Set(rows.map(({ oid }) => oid))
  const changed = relations.find(({ oid }) => oids.has(oid))?.name
  if (changed !== undefined) return changed
  const now = new Set((await own.factsNow()).map(({ fact }) => fact))
  return facts.find(({ fact }) => !now.has(fact))?.name
}
