import type { GraphqlError } from './errors.ts'
import { isJsonObject } from './json-object.ts'

/** The entries of an answer's `errors[]`, of whatever shape they came in. */
export function graphqlErrorsOf(json: unknown): readonly GraphqlError[] {
  if (!isJsonObject(json) || json['errors'] === undefined || json['errors'] === null) return []
  const entries: readonly unknown[] = Array.isArray(json['errors']) ? json['errors'] : [json['errors']]
  return entries.map((entry) => {
    const error = isJsonObject(entry) ? entry : { message: entry }
    const extensions = isJsonObject(error['extensions']) ? error['extensions'] : {}
    return {
      message: typeof error['message'] === 'string' ? error['message'] : 'no message',
      errorType: textOrNull(extensions['errorType']),
      errorClass: textOrNull(extensions['errorClass']),
    }
  })
}

/** One of the ways in which the API says that the session has expired. */
export function isAuthenticationRequired(error: GraphqlError): boolean {
  return error.errorType === 'authentication_required'
}

/** How the persisted-query protocol says that a hash is unknown. Assumed: no capture shows it. */
export function isUnknownPersistedQuery(error: GraphqlError): boolean {
  return error.message === 'PersistedQueryNotFound'
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
