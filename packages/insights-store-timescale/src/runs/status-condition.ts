import { type RawBuilder, sql } from 'kysely'
import { type RunDecisions, type RunEvent, statusesThat } from './life-cycle.ts'

/**
 * The condition under which the life cycle decides so of a run, in SQL: `(status IN ('queued', 'running'))`. Written
 * out, so that it can be compared with the condition of a partial index.
 *
 * @param status - the status of the run in question.
 */
export const statusDecides = <Event extends RunEvent>(
  status: RawBuilder<unknown>,
  event: Event,
  ...decisions: readonly RunDecisions[Event][]
): RawBuilder<boolean> =>
  sql<boolean>`(${status} IN (${sql.join(statusesThat(event, ...decisions).map((name) => sql.lit(name)))}))`
