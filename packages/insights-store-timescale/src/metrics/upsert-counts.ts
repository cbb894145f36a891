import type { MetricTable } from 'insights-transform'
import { byTable } from './by-table.ts'

/** What became of rows, as the database counted them. */
export interface RowCounts {
  /** Rows that were not there. */
  inserted: number
  /** Rows of the same key and scrape day that held something else. */
  updated: number
  /** Rows that were there already, value for value; they were not rewritten. */
  unchanged: number
}

/** The counts of an upsert, in all and for each table. */
export interface UpsertCounts extends RowCounts {
  tables: Record<MetricTable, RowCounts>
}

export const noRows = (): RowCounts => ({ inserted: 0, updated: 0, unchanged: 0 })

/** Adds up the counts of several statements. */
export const sumCounts = (counts: Iterable<readonly [MetricTable, RowCounts]>): UpsertCounts => {
  const sum = { ...noRows(), tables: byTable(noRows) }
  for (const [table, { inserted, updated, unchanged }] of counts) {
    for (const part of [sum, sum.tables[table]]) {
      part.inserted += inserted
      part.updated += updated
      part.unchanged += unchanged
    }
  }
  return sum
}
