import type { ClientBase } from 'pg'

/** A relation of the product, by the number that PostgreSQL knows it by. */
export interface OwnObject {
  readonly oid: string
  readonly name: string
}

/**
 * All that is the product's: tables, views and sequences of the schema, and what lies beneath them (indexes, chunks).
 * A relation that somebody else made in the schema is not. The queue's are in a schema of its own beside it.
 */
export async function ownObjects(
  client: ClientBase,
  schema: string,
  own: readonly string[],
): Promise<OwnObject[]> {
  const { rows } = await client.query<OwnObject>(
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
    [schema, own],
  )
  return rows
}

/** The locks of statements that only read. */
const READS = ['AccessShareLock', 'RowShareLock']

/**
 * The first of some relations that the transaction under way has changed, or could have; undefined where it has read them
 * alone. Whatever writes or changes a relation locks it until the transaction ends, however it is named: by quoting, in a
 * function, by a trigger, through a view. Only a schema that gets another name locks nothing.
 */
export async function firstChanged(
  client: ClientBase,
  schema: string,
  objects: readonly OwnObject[],
): Promise<string | undefined> {
  const { rows } = await client.query<{ oid: string }>(
    `SELECT relation::text AS oid FROM pg_catalog.pg_locks
     WHERE pid = pg_catalog.pg_backend_pid() AND granted AND locktype = 'relation' AND NOT (mode = ANY ($1))
       AND relation::text = ANY ($2)`,
    [READS, objects.map(({ oid }) => oid)],
  )
  const oids = new Set(rows.map(({ oid }) => oid))
  const changed = objects.find(({ oid }) => oids.has(oid))?.name
  if (changed !== undefined) return changed
  const { rowCount } = await client.query('SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema])
  return rowCount === 0 ? `the schema ${schema}` : undefined
}
