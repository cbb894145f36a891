import { type RawBuilder, sql } from 'kysely'
import { tableIn } from '../store-context.ts'
import { statusDecides } from './status-condition.ts'

const STATUS = sql.ref('status')

/** The error code of a run that was cancelled because its account was removed. */
export const ACCOUNT_REMOVED = 'account_removed'

/**
 * Makes due again what stopped for want of a working session, or because the account was removed: after new
 * credentials, in their transaction, so that a run that stops just then is seen. What is of an earlier day is not
 * taken up by that, so that only the last two days are looked at.
 */
export const reviveRuns = (schema: string, accountId: string): RawBuilder<unknown> => sql`
  UPDATE ${tableIn(schema, 'sync_runs')} SET next_attempt_at = clock_timestamp(), sequence = sequence + 1
  WHERE account_id = ${accountId} AND next_attempt_at IS NULL AND created_at > now() - interval '2 days'
    AND (${statusDecides(STATUS, 'renew_session', 'make_due')}
      OR (${statusDecides(STATUS, 'renew_session', 'make_due_if_removed')} AND error_code = ${ACCOUNT_REMOVED}))`
