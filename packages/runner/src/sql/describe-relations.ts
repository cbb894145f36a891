/** What there is to read: views and functions for people first, then tables. */
export const LIST_RELATIONS = `
  SELECT name, kind, comment FROM (
    SELECT CASE WHEN c.relkind = 'v' THEN 0 ELSE 2 END AS place, c.relname::text AS name,
      CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind,
      pg_catalog.obj_description(c.oid, 'pg_class') AS comment
    FROM pg_catalog.pg_class AS c WHERE c.relkind IN ('r', 'p', 'v', 'm')
      AND c.relnamespace = pg_catalog.current_schema()::regnamespace
    UNION ALL
    SELECT 1, p.proname || '(' || pg_catalog.pg_get_function_arguments(p.oid) || ')', 'function',
      pg_catalog.obj_description(p.oid, 'pg_proc')
    FROM pg_catalog.pg_proc AS p WHERE p.pronamespace = pg_catalog.current_schema()::regnamespace
  ) AS relations ORDER BY place, name`

/** The columns of one of them, by its name; of a function, those of its rows. */
export const describeRelation = (name: string): string => {
  const text = `'${name.replaceAll("'", "''")}'`
  return `
  SELECT a.attname AS column, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
    pg_catalog.col_description(c.oid, a.attnum) AS comment
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
  WHERE c.relnamespace = pg_catalog.current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
    AND c.relname = coalesce((
      SELECT t.typname FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_type AS t ON t.oid = p.prorettype
      WHERE p.pronamespace = c.relnamespace AND p.proname = ${text}), ${text})
  ORDER BY a.attnum`
}
