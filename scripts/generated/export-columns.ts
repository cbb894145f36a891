import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  STORED_COLUMN_DESCRIPTIONS,
  TABLE_DESCRIPTIONS,
} from '../../packages/insights-transform/src/descriptions/index.ts'
import {
  METRIC_TABLE_NAMES,
  METRIC_TABLES,
  type MetricTable,
} from '../../packages/insights-transform/src/index.ts'
import { workspaceRoot } from '../test/support/workspace.ts'
import type { GeneratedFile } from './generated-files.ts'

const PAGE = 'docs/exports.md'
const BLOCK = /(<!-- columns: [^\n]* -->\n)[^]*?(<!-- \/columns -->)/

/** The page about exports, with the columns of each table as the registry has them. */
export function pageWithColumns(): GeneratedFile {
  const text = readFileSync(join(workspaceRoot, PAGE), 'utf8')
  if (!BLOCK.test(text)) throw new Error(`${PAGE} has no place for the columns`)
  const tables = METRIC_TABLE_NAMES.map((table) => columnsTable(table)).join('\n')
  return { path: PAGE, text: text.replace(BLOCK, (_, start, end) => `${start}\n${tables}\n${end}`) }
}

function columnsTable(table: MetricTable): string {
  const { columns } = TABLE_DESCRIPTIONS[table]
  const types = new Map<string, string>(METRIC_TABLES[table].columns.map(({ name, type }) => [name, type]))
  // Whose row it is and of when only the store knows.
  const { confirmed_on, ...first } = STORED_COLUMN_DESCRIPTIONS
  const described = Object.entries({ ...first, ...columns, confirmed_on }).map(
    ([name, what]) =>
      `| \`${name}\` | ${types.get(name) ?? (name === 'account_id' ? 'text' : 'date')} | ${what} |`,
  )
  return [`**\`${table}\`**`, '', '| column | type | what |', '| --- | --- | --- |', ...described, ''].join(
    '\n',
  )
}
