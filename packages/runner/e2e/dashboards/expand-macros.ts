/** What stands above a dashboard: its time range, and what is picked in its variables. */
export interface DashboardState {
  readonly from: Date
  readonly to: Date
  readonly variables: Readonly<Record<string, readonly string[]>>
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`

/**
 * Puts in what Grafana would: `$__timeFilter(column)`, and `${name:sqlstring}` for each value of a variable in quotes.
 *
 * @throws Error for anything else that Grafana would put in: its expansion has not been looked at.
 */
export function expandSql(text: string, { from, to, variables }: DashboardState): string {
  const range = `BETWEEN ${quoted(from.toISOString())} AND ${quoted(to.toISOString())}`
  const expanded = text
    .replaceAll(/\$__timeFilter\(([^)]+)\)/g, (_, column: string) => `${column} ${range}`)
    .replaceAll(/\$\{(\w+):sqlstring\}/g, (_, name: string) => {
      const values = variables[name]
      if (values === undefined) throw new Error(`There is no variable ${name}`)
      return values.map(quoted).join(',')
    })
  if (/\$\w|\$\{/.test(expanded)) throw new Error(`Not all of it is put in: ${expanded}`)
  return expanded
}

/** The same for PromQL, of which dashboards use `$__rate_interval` alone: at least four scrapes, whatever the zoom. */
export function expandPromql(text: string, scrapeSeconds: number): string {
  const expanded = text.replaceAll('$__rate_interval', `${String(4 * scrapeSeconds)}s`)
  if (/\$\w|\$\{/.test(expanded)) throw new Error(`Not all of it is put in: ${expanded}`)
  return expanded
}
