import type { BackupContents, CopiedRows } from 'insights-store-timescale'

/** What a backup has of each table. */
export const rowsOf = ({ tables, measures }: BackupContents): CopiedRows[] =>
  tables.flatMap(({ table }) => {
    const measure = measures[table]
    return measure === undefined ? [] : [{ table, ...measure }]
  })
