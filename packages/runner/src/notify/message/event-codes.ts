/** Everything that a human is told of, with what it means. The codes are stable: programs may rely on them. */
export const EVENT_CODES = {
  session_expired: 'Airbnb has ended the session of an account: nothing is read until it is given a new one.',
  session_ending: 'The session of an account will probably end within days.',
  run_failed: 'A sync failed, and is not tried again by itself before the next one is due.',
  run_given_up: 'A sync was given up after its retries.',
  listing_failing: 'A listing has failed on each of its last three scrape days.',
  sync_overdue: 'Nothing of an active account has been stored for 36 hours.',
  api_drift:
    'Answers of the API are not what they were: unknown fields, stale queries, numbers that no longer add up.',
  new_listing: 'An account has a listing that it did not have before.',
  database_trouble: 'The database does not answer, or takes no rows.',
  blocked: 'Something stands between this machine and Airbnb; requests of all accounts pause.',
  digest: 'The digest of the week.',
  test: 'A test message.',
} as const

/** What a human is told of. */
export type EventCode = keyof typeof EVENT_CODES

/** What can be so for a while, or happen: all but the digest and the test. */
export type ConditionCode = Exclude<EventCode, 'digest' | 'test'>
