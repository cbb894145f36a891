import type { InvalidCredentialsError } from '../../errors.ts'
import type { CopiedForm } from './copied-form.ts'

/** What of a copied request matters here, whatever form it was copied in. */
export interface CopiedRequest {
  readonly form: CopiedForm
  /** `null` where none is named. */
  readonly url: string | null
  /** Names in lower case; without the cookie. */
  readonly headers: ReadonlyMap<string, string>
  /** The `Cookie` header; `''` where there is none. */
  readonly cookie: string
  /** `null` where none is known. */
  readonly body: string | null
  /** False where the text breaks off within it. */
  readonly whole: boolean
  /** What makes it unusable, found on the way. */
  readonly fault: InvalidCredentialsError | null
  /** When it was sent, in milliseconds since 1970; absent where only the order says so. */
  readonly sentAt?: number
  /** The status of its answer, where that is known. */
  readonly status?: number
}

const NO_HEADERS: ReadonlyMap<string, string> = new Map()

/** A request of which only some is known. */
export function copiedRequest(known: Partial<CopiedRequest> & Pick<CopiedRequest, 'form'>): CopiedRequest {
  return { url: null, headers: NO_HEADERS, cookie: '', body: null, whole: true, fault: null, ...known }
}

/** A request in a text that nothing can be read of. */
export function brokenRequest(form: CopiedForm): CopiedRequest {
  return copiedRequest({ form, whole: false })
}
