import { type QueryExecutorProvider, sql } from 'kysely'

/**
 * What an administrator of the database has to run so that the role of this session can make and change tables in a
 * schema, as SQL to copy; empty where it has all rights that this takes.
 *
 * @param schema - need not be there yet.
 */
export async function missingGrants(db: QueryExecutorProvider, schema: string): Promise<string[]> {
  const { rows } = await sql<{ statement: string }>`
    WITH wanted AS (
      SELECT namespace.oid AS schema, format('%I', ${schema}::text) AS name
      FROM (SELECT) AS one LEFT JOIN pg_catalog.pg_namespace AS namespace ON nspname = ${schema}
    )
    SELECT format('CREATE SCHEMA %s AUTHORIZATION %I;', name, current_user) AS statement FROM wanted
    WHERE schema IS NULL AND NOT has_database_privilege(current_database(), 'CREATE')
    UNION ALL
    SELECT format('GRANT USAGE, CREATE ON SCHEMA %s TO %I;', name, current_user) FROM wanted
    WHERE schema IS NOT NULL AND NOT (
      has_schema_privilege(schema, 'USAGE') AND has_schema_privilege(schema, 'CREATE'))
    UNION ALL
    SELECT DISTINCT format('GRANT %I TO %I;', pg_get_userbyid(relowner), current_user)
    FROM pg_catalog.pg_class, wanted
    WHERE relnamespace = schema AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT pg_has_role(current_user, relowner, 'USAGE')`.execute(db)
  return rows.map(({ statement }) => statement)
}
