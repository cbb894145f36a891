import { addExamples } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { registerMetricsLearn } from './learn/learn-command.ts'
import { registerMetricsList } from './list-command.ts'

const COMMANDS: readonly RegisterCommand[] = [registerMetricsList, registerMetricsLearn]

/** `metrics list|learn`: what the Performance pages have. */
export const registerMetrics: RegisterCommand = (program, context) => {
  const metrics = program
    .command('metrics')
    .summary('which metrics there are, what they cost, and what is stored')
    .description(
      "Shows the metrics of Airbnb's Performance pages: which of them a sync asks for, how often and at what cost, and what is stored of each; and finds out what is new there. SYNC_METRICS (--metrics) chooses; `sync --dry-run` shows what a choice costs before anybody pays it.",
    )
  addExamples(metrics, ['airbnb-insights metrics list', 'airbnb-insights metrics learn performance.har'])
  for (const register of COMMANDS) register(metrics, context)
}
