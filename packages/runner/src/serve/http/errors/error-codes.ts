/** Every way in which the API says no: its HTTP status, and what it means to a caller. */
export const ERROR_CODES = {
  invalid_request: [400, 'The path, query or body is not as documented; `details.issues` says where.'],
  invalid_credentials: [400, 'The cookie or copied request cannot work; `details.reason` says why.'],
  account_mismatch: [400, 'The cookie belongs to another account than the one named.'],
  account_inactive: [400, 'The account is not active (`is_active`), so it is not synced.'],
  unauthorized: [401, 'No API key was sent, or one that the service does not know.'],
  forbidden: [403, 'The API key is for reading only.'],
  not_found: [404, 'There is nothing at this path.'],
  account_not_found: [404, 'There is no such account, or it was deleted.'],
  metric_not_found: [
    404,
    'Nothing of such a metric is stored of the account; `details.stored` names those of which something is.',
  ],
  no_insights: [404, 'There is no number of the account yet, or none for these nights.'],
  run_not_found: [404, 'There is no such run.'],
  method_not_allowed: [405, 'The path does not take this method; `Allow` names those that it takes.'],
  not_acceptable: [406, 'None of the formats that `Accept` allows is offered.'],
  request_timeout: [408, 'The request did not arrive in time.'],
  run_in_progress: [409, 'A run of the account is queued or being carried out; `details.run_id` names it.'],
  rate_limited: [409, 'Airbnb asked for a rest; `details.not_before` and `Retry-After` say until when.'],
  retries_spent: [409, 'The run was tried as often as is polite today; `details.retry_url` revives it.'],
  credentials_expired: [409, 'The session has expired: give the account a new cookie first.'],
  credentials_unreadable: [409, 'The stored cookie cannot be decrypted: give the account its cookie again.'],
  account_busy: [409, 'Somebody else is using the session now; `details.holder` names them.'],
  run_ended: [409, 'The run has ended already.'],
  nothing_missing: [409, 'The run has all listings: there is nothing to try again.'],
  payload_too_large: [413, 'The body is larger than the service takes.'],
  unsupported_media_type: [415, 'The body is not JSON (`Content-Type: application/json`).'],
  too_many_requests: [429, 'Too many requests in the last minute; `Retry-After` says when to come back.'],
  header_fields_too_large: [431, 'The headers are larger than the service takes.'],
  internal_error: [500, 'Something went wrong in the service; its log has more under the request id.'],
  encryption_key_required: [500, 'The service has no key to encrypt the cookie with (`CREDENTIAL_KEYS`).'],
  airbnb_unavailable: [502, 'Airbnb could not be asked, or did not answer as expected.'],
  database_unavailable: [503, 'The database cannot be reached, or takes no changes, at the moment.'],
  airbnb_rate_limited: [503, 'Airbnb wants fewer requests; `Retry-After` says when to come back.'],
  airbnb_blocked: [
    503,
    'Something in between answers, such as a wall, or did so lately; `details` and `Retry-After` say more. The session was not judged.',
  ],
  too_many_streams: [503, 'Too many event streams are open in this process.'],
  too_many_exports: [503, 'Too many exports are being read from this process.'],
} as const satisfies Record<string, readonly [status: number, meaning: string]>

/** What went wrong, for programs. */
export type ErrorCode = keyof typeof ERROR_CODES

/** The HTTP status that goes with a code. */
export function statusOf(code: ErrorCode): number {
  return ERROR_CODES[code][0]
}
