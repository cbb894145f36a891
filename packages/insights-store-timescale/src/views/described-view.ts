import type { RawBuilder } from 'kysely'

/** A view for people. */
export interface DescribedView {
  readonly name: string
  readonly query: RawBuilder<unknown>
  /** What `COMMENT ON` says of it. */
  readonly meaning: string
  /** Each column with what it means. */
  readonly columns: Readonly<Record<string, string>>
}
