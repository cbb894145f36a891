import { addExamples } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { registerMetricsLearn } from './learn/learn-command.ts'

const COMMANDS: readonly RegisterCommand[] = [registerMetricsLearn]

/** `metrics …`: what the Performance pages have. */
export const registerMetrics: RegisterCommand = (program, context) => {
  const metrics = program
    .command('metrics')
    .summary('what the Performance pages have')
    .description('Shows what the Performance pages have, and finds out what is new there.')
  addExamples(metrics, ['airbnb-insights metrics learn performance.har'])
  for (const register of COMMANDS) register(metrics, context)
}
