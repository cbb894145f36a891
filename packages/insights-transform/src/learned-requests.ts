import type { OperationName } from './operations.ts'

/** What a browser's own requests say of the API beside the session: all of it changes with Airbnb's web build or site. */
export interface LearnedRequests {
  /** The hash of each persisted query that was seen, 64 hex digits. */
  readonly operations: Readonly<Partial<Record<OperationName, string>>>
  /** The public key of the web client (`X-Airbnb-API-Key`); null where none was seen. */
  readonly webKey: string | null
  /** The language that was asked for, such as `en` or `pt-BR`; null where none was seen. */
  readonly locale: string | null
  /** The currency that was asked for, such as `EUR`; null where none was seen. */
  readonly currency: string | null
}
