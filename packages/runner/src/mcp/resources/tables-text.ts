import { VIEW_DESCRIPTIONS, type ViewDescription } from 'insights-store-timescale'
import { METRIC_TABLE_NAMES, METRIC_TABLES, type MetricTable } from 'insights-transform'
import { STORED_COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'

const OTHERS = `
## listings, sync_runs, sync_run_listings, account_metrics, stored_weeks, confirmations

- \`listings\`: every listing that an account has had: \`account_id\`, \`airbnb_listing_id\`, \`listing_name\` (its public title), \`airbnb_internal_name\` (the host's own name for it), \`first_seen_on\`, \`last_seen_on\`, \`last_synced_day\`.
- \`sync_runs\` and \`sync_run_listings\`: what became of each sync, and of each listing in it.
- \`account_metrics\`: which metrics an account has been answered, and which it is refused.
- \`stored_weeks\`, \`confirmations\`: which weeks were read when; for the software itself.
`.trim()

/** What is made for people, then the tables of insights, each with its columns, and what the others are. */
export function tablesText(): string {
  return [
    '# Views and tables',
    "Begin with what is made for people: the views `weeks`, `account_weeks` and `nights_ahead`; for each table `NAME_latest`, what is known now, and the function `NAME_as_of(day)`, what was known on a scrape day, as in `SELECT * FROM chart_query_as_of('2026-05-01')`; and `metric_values`, a number of any metric, whichever table holds it, as it is known now.",
    ...VIEW_DESCRIPTIONS.map(viewText),
    '# Tables beneath',
    'Tables of insights have a row for each reading, or each change, of a listing and stay night (`metric_date`) or week of stay nights (`window_start`); `time` is the scrape day. `NAME_current` has the same columns and one row for each: what is known now.',
    ...METRIC_TABLE_NAMES.map(tableText),
    OTHERS,
    '',
  ].join('\n\n')
}

function viewText({ name, meaning, columns }: ViewDescription): string {
  const described = Object.entries(columns).map(([column, what]) => `| ${column} | ${what} |`)
  return [`## ${name}`, '', meaning, '', '| column | what |', '| --- | --- |', ...described].join('\n')
}

function tableText(table: MetricTable): string {
  const { table: what, columns } = TABLE_DESCRIPTIONS[table]
  const types = new Map<string, string>(METRIC_TABLES[table].columns.map(({ name, type }) => [name, type]))
  const { confirmed_on, ...first } = STORED_COLUMN_DESCRIPTIONS
  const described = Object.entries({ ...first, ...columns, confirmed_on }).map(
    ([name, meaning]) =>
      `| ${name} | ${types.get(name) ?? (name === 'account_id' ? 'text' : 'date')} | ${meaning} |`,
  )
  return [`## ${table}`, '', what, '', '| column | type | what |', '| --- | --- | --- |', ...described].join(
    '\n',
  )
}
