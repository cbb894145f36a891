import { z } from 'zod'
import { defineTool, type Tool } from '../declaration/tool.ts'
import { SQL_SECONDS, SQL_TABLES, SQL_VIEWS } from '../sql/sql-reader.ts'

/** Read-only SQL. */
export const querySql: Tool = defineTool({
  name: 'query_sql',
  title: 'Query with SQL',
  description: [
    `One PostgreSQL query that only reads, for questions that no other tool answers. It may take ${String(SQL_SECONDS)} seconds.`,
    `Begin with what is made for people: ${SQL_VIEWS.join(', ')}. weeks and account_weeks go from search results to bookings by week of stay nights, nights_ahead has the nights to come, …_latest is what is known now, …_as_of(day) what was known on a scrape day.`,
    `Tables beneath: ${SQL_TABLES.join(', ')}. The resource airbnb-insights://tables explains all columns.`,
    'Tables without …_current or …_latest keep every reading: metric_date and window_start are stay nights that guests searched for, time is the scrape day on which a number was read. Add these up, and you count nights several times.',
    'Rates are fractions. Never average them: weight by impressions.',
  ].join(' '),
  about:
    'metric_date and window_start are stay nights, time is the scrape day. Null is "not known". Days and large integers are texts. Of columns with one name only the last is here: name them apart.',
  input: z.strictObject({
    sql: z.string().min(1).max(20_000).describe('One SELECT (or WITH, VALUES, TABLE).'),
    limit: z.int().min(1).max(1_000).default(100).describe('At most so many rows.'),
  }),
  output: {
    columns: z.array(z.string()).describe('The columns in order; none where there is no row.'),
    rows: z.array(z.record(z.string(), z.unknown())),
    truncated: z.boolean().describe('Whether there are more rows.'),
  },
  run: async ({ sql: statement, limit }, { context }) => {
    const { rows, truncated } = await context.withStore((store) =>
      context.sql.read(store, { statement, limit }),
    )
    return { columns: Object.keys(rows[0] ?? {}), rows, truncated }
  },
})
