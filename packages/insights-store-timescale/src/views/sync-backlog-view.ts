import { sql } from 'kysely'
import { dueSince, isCarriedOut, isDue, pendingRuns } from '../pending-runs.ts'
import { tableIn } from '../store-context.ts'
import type { DescribedView } from './described-view.ts'

/** By the database's own clock: a view is given no day. */
const TODAY = sql`(clock_timestamp() AT TIME ZONE 'UTC')::date`

/**
 * `sync_backlog`: how much is to be done, as `store.runs.backlog` tells it, for whatever decides how many workers there
 * are. It shows no account, so that a role that may read nothing else can be given to an autoscaler.
 *
 * A pause is one of a network and a site. Which site an account of no certain one is asked at, only the workers know: it
 * is held by the pause of any site.
 */
export function syncBacklogView(schema: string): DescribedView {
  const pauses = tableIn(schema, 'pauses')
  return {
    name: 'sync_backlog',
    query: sql`
      SELECT asking.network,
        count(*) FILTER (WHERE pending.due)::integer AS queued,
        count(*) FILTER (WHERE pending.active)::integer AS active,
        count(*) FILTER (WHERE NOT pending.due AND NOT pending.active)::integer AS waiting,
        extract(epoch FROM clock_timestamp() - min(pending.since) FILTER (WHERE pending.due))::double precision
          AS oldest_due_seconds
      FROM (
        SELECT 'default'::text AS network
        UNION SELECT network::text FROM ${pauses}
        UNION SELECT network::text FROM ${tableIn(schema, 'site_answers')}) AS asking
      LEFT JOIN LATERAL (
        SELECT ${isCarriedOut} AS active, ${dueSince} AS since, ${isDue} AND NOT EXISTS (
          SELECT FROM ${pauses} AS pause WHERE pause.ended_at IS NULL AND pause.network = asking.network
            AND coalesce(account.base_url = pause.site, TRUE)
            AND (pause.account_id IS NULL OR pause.account_id = run.account_id)) AS due
        FROM ${pendingRuns(schema, TODAY)}) AS pending ON TRUE
      GROUP BY asking.network`,
    meaning:
      'How many syncs are to be done now, for whatever decides how many workers there are: queued + active is what they have to do.',
    columns: {
      network:
        'From where is asked (NETWORK_NAME): default, and every network that a worker has asked from. What a pause of the network holds back is waiting there.',
      queued: 'Syncs that are due and that nobody carries out.',
      active: 'Syncs that a worker carries out.',
      waiting:
        'Syncs that will be due later: after a rate limit, to be tried again, or once a pause is over.',
      oldest_due_seconds: 'For how long the oldest due sync has been so, in seconds; null where none is.',
    },
  }
}
