/** Every {@link RunStatus}. */
export const RUN_STATUSES = [
  'queued',
  'running',
  'succeeded',
  'partial',
  'failed',
  'auth_failed',
  'rate_limited',
  'blocked',
  'cancelled',
] as const

/** What a run is, or what became of it. */
export type RunStatus = (typeof RUN_STATUSES)[number]

/** How a run can end. */
export type RunOutcome = Exclude<RunStatus, 'queued' | 'running'>

/** Every {@link RunOutcome}. */
export const RUN_OUTCOMES: readonly RunOutcome[] = RUN_STATUSES.filter(
  (status) => status !== 'queued' && status !== 'running',
)

/** Who started a run. */
export type RunTrigger = 'manual' | 'scheduled'
