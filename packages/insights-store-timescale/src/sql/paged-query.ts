import { type Connection, DatabaseError, type FieldDef, Query, type QueryArrayResult } from 'pg'

/** So many rows are taken at a time. */
const PAGE = 500

/** All values as PostgreSQL writes them: no date becomes a time, no id a rounded number. */
const AS_TEXT = { getTypeParser: () => (value: string) => value }

/** What came of a statement. */
export interface PagedResult {
  /** `SELECT`, `INSERT` and the like; null for an empty statement. */
  readonly command: string | null
  readonly rowCount: number | null
  /** Whether there are more rows than were wanted. */
  readonly isCut: boolean
}

/** Takes rows; the next ones are asked for once it has resolved, unless that is with false. */
export type TakeRows = (
  rows: readonly (readonly (string | null)[])[],
  fields: readonly FieldDef[],
) => Promise<boolean | undefined>

/** What the driver calls of a query that is answered in pages; its types leave it out. */
interface PagedParts {
  readonly portal: string
  handlePortalSuspended(connection: Connection): void
  handleError(error: Error, connection: Connection): void
  handleCopyInResponse(connection: Connection): void
}

/** What the driver can say to a server that waits for rows; its types leave it out. */
interface CopyingConnection extends Connection {
  sendCopyFail(words: string): void
}

const NO_ROWS_TO_COPY = 'there is nothing to COPY FROM STDIN here: INSERT rows, or copy with psql'

/**
 * One statement, and never more than one: the server itself refuses several in this form. Its rows come in pages, the next
 * one when the last is taken, and no more than so many.
 */
export async function runPaged(
  client: { query(query: Query): unknown },
  statement: string,
  { limit, take }: { limit: number; take: TakeRows },
): Promise<PagedResult> {
  const done = Promise.withResolvers<QueryArrayResult<(string | null)[]>>()
  let rows: (string | null)[][] = []
  let fields: readonly FieldDef[] = []
  let given = 0
  let isCut = false
  let isFull = false
  let taking: Promise<void> = Promise.resolve()
  const inTurn = async (before: Promise<void>, wanted: (string | null)[][]): Promise<void> => {
    await before
    if (!isFull && (await take(wanted, fields)) === false) isFull = true
  }
  const giveRows = (): void => {
    const wanted = rows.slice(0, Math.max(0, limit - given))
    if (rows.length > wanted.length) isCut = true
    given += wanted.length
    rows = []
    if (wanted.length === 0) return
    taking = inTurn(taking, wanted)
  }
  const query = new Query<(string | null)[]>({
    text: statement,
    queryMode: 'extended',
    rowMode: 'array',
    rows: Math.min(PAGE, limit + 1),
    types: AS_TEXT,
    // The driver's types lack `queryMode` and `rows`.
  } as ConstructorParameters<typeof Query>[0])
  query.on('row', (row, result) => {
    if (result !== undefined) ({ fields } = result)
    rows.push(row)
  })
  query.on('error', done.reject)
  // As a query of arrays is answered.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  query.on('end', (result) => done.resolve(result as unknown as QueryArrayResult<(string | null)[]>))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const parts = query as unknown as PagedParts
  let isEnding = false
  const end = (connection: Connection): void => {
    isEnding = true
    connection.sync()
  }
  // PostgreSQL's error for it is the one for statements that are cancelled.
  let copiesIn = false
  parts.handleCopyInResponse = (connection) => {
    copiesIn = true
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    ;(connection as CopyingConnection).sendCopyFail(NO_ROWS_TO_COPY)
  }
  // Of pages the driver does not end what has failed, and the session would wait for ever.
  const handleError = parts.handleError.bind(query)
  parts.handleError = (error, connection) => {
    if (!isEnding) end(connection)
    handleError(copiesIn ? copyRefused(error) : error, connection)
  }
  const goOn = async (connection: Connection): Promise<void> => {
    // Who takes no more rows is told why when the statement has ended.
    const wantsMore = await taking.then(
      () => !isCut && !isFull,
      () => false,
    )
    if (!wantsMore) return end(connection)
    connection.execute({ portal: parts.portal, rows: String(Math.min(PAGE, limit - given + 1)) }, true)
    connection.flush()
  }
  parts.handlePortalSuspended = (connection) => {
    giveRows()
    void goOn(connection)
  }
  client.query(query)
  const result = await done.promise
  giveRows()
  await taking
  if (given === 0 && result.fields.length > 0) await take([], result.fields)
  return { command: result.command ?? null, rowCount: result.rowCount, isCut: isCut || isFull }
}

function copyRefused(cause: Error): Error {
  const refused = new DatabaseError(NO_ROWS_TO_COPY, 0, 'error')
  return Object.assign(refused, { code: '0A000', cause })
}
