import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** What a file of Parquet holds, as DuckDB reads it. */
export interface ParquetContent {
  /** Each column's type as SQL names it. */
  readonly types: Readonly<Record<string, string>>
  /** Days as `YYYY-MM-DD`. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** Reads a whole file. */
export async function readParquet(file: string): Promise<ParquetContent> {
  const rows = await askParquet(file, 'SELECT * FROM file')
  const columns = await askParquet(file, 'DESCRIBE SELECT * FROM file')
  const types = Object.fromEntries(
    columns.map(({ column_name, column_type }) => [String(column_name), String(column_type)]),
  )
  return { types, rows }
}

/** Asks DuckDB about a file, which the query calls `file`. */
export async function askParquet(file: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(`CREATE VIEW file AS SELECT * FROM read_parquet('${file.replaceAll("'", "''")}')`)
    const reader = await connection.runAndReadAll(sql)
    return reader.getRowObjectsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Reads the bytes of a file. */
export async function readParquetBytes(bytes: Uint8Array): Promise<ParquetContent> {
  const folder = mkdtempSync(join(tmpdir(), 'airbnb-insights-parquet-'))
  try {
    const file = join(folder, 'file.parquet')
    writeFileSync(file, bytes)
    return await readParquet(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
