import type { RawBuilder } from 'kysely'

/** Runs a statement on the session of the transaction. */
export type RunStatement = <Row>(statement: RawBuilder<Row>) => Promise<Row[]>
