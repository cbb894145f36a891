/** What the store's own transactions begin with, as kysely says it: none that a caller began has to have this level. */
const OWN = 'start transaction isolation level read committed'

/**
 * How long a transaction of the store's own may sit idle with its locks. It asks one thing after the other, so that it
 * idles only where its process was stopped or its connection has fallen silent: others try again for little longer than
 * this, and a run that cannot have a lock by then fails.
 */
export const IDLE_LIMIT = "SET LOCAL idle_in_transaction_session_timeout = '10s'"

/** The statement that begins a transaction, with what one of the store's own is set to besides. */
export const withOwnLimits = (begin: string, said: string): string =>
  said === OWN ? `${begin}; ${IDLE_LIMIT}` : begin
