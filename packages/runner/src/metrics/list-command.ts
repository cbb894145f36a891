import { Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { METRIC_SETTING_NAMES, STORE_SETTING_NAMES } from '../config/settings.ts'

/** `metrics list`: the catalogue, with what is asked for and what is stored. */
export const registerMetricsList: RegisterCommand = (metrics, context) => {
  const command = metrics
    .command('list')
    .summary('list all metrics: what is asked, what it costs, what is stored')
    .description(
      'Lists every metric that is known, page by page, and those that Airbnb has sent and this version does not know. Requests are those of one listing: on an average day, and once for its first sync; of what is not chosen, as if it were asked for each day. What is assumed was seen in no answer: its name is all there is to go by. Asks nothing of Airbnb.',
    )
    .addOption(
      new Option('--account <id>', 'What is stored of this account, and refused for it (default: all).'),
    )
  defineAction(
    command,
    context,
    {
      settings: [...METRIC_SETTING_NAMES, ...STORE_SETTING_NAMES],
      examples: [
        'airbnb-insights metrics list',
        'airbnb-insights metrics list --metrics all:7,occupancy_rate:1',
        'airbnb-insights metrics list --account 120000042 --json',
      ],
    },
    async (invocation) => (await import('./list-metrics.ts')).listMetrics(invocation),
  )
}
