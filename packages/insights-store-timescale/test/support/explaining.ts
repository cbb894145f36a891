import type { KyselyPlugin } from 'kysely'
import type { StoreContext } from '../../src/store-context.ts'

/** Has the database explain what is asked through the context, instead of answering it. */
export const explaining = (context: StoreContext): { context: StoreContext; plan: string[] } => {
  const plan: string[] = []
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      if (node.kind !== 'RawNode') return node
      const [first = '', ...rest] = node.sqlFragments
      return { ...node, sqlFragments: [`EXPLAIN (ANALYZE, TIMING OFF) ${first}`, ...rest] }
    },
    async transformResult({ result }) {
      plan.push(...result.rows.map((row) => String(row['QUERY PLAN'])))
      return { ...result, rows: [] }
    },
  }
  return { context: { ...context, db: context.db.withPlugin(plugin) }, plan }
}
