import { type RawBuilder, sql } from 'kysely'

/** Sets a run's requests: never fewer than before, and planned for at least as many as were made. */
export const requestsSoFar = (requestsDone: number, requestsTotal?: number): RawBuilder<unknown> => sql`
  requests_done = greatest(requests_done, ${requestsDone}::int),
  requests_total = greatest(
    coalesce(${requestsTotal ?? null}::int, requests_total), requests_done, ${requestsDone}::int)`
