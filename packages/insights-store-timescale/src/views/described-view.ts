import type { RawBuilder } from 'kysely'

/** What a view for people is called, and what it and its columns mean. */
export interface ViewDescription {
  readonly name: string
  /** What `COMMENT ON` says of it. */
  readonly meaning: string
  /** Each column with what it means. */
  readonly columns: Readonly<Record<string, string>>
}

/** A view for people. */
export interface DescribedView extends ViewDescription {
  readonly query: RawBuilder<unknown>
}
