import { METRIC_TABLE_NAMES } from 'insights-transform'

/** The views for people, and the one for autoscalers. */
export const VIEW_NAMES: readonly string[] = [
  ...METRIC_TABLE_NAMES.map((table) => `${table}_latest`),
  'weeks',
  'account_weeks',
  'nights_ahead',
  'sync_backlog',
]

/** The functions for people. */
export const FUNCTION_NAMES: readonly string[] = METRIC_TABLE_NAMES.map((table) => `${table}_as_of`)
