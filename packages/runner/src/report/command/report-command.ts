import { Option } from 'commander'
import { defineAction } from '../../cli/define-action.ts'
import type { RegisterCommand } from '../../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../../config/settings.ts'

/** `report`: the insights as a page to look at. */
export const registerReport: RegisterCommand = (program, context) => {
  const command = program
    .command('report')
    .summary('make a page of charts and tables of what was synced')
    .description(
      'Writes one HTML file about all accounts, or the named ones: what needs a hand, the nights ahead against similar listings, what is new since the last look, seen, opened and booked week by week, the biggest movers, what is missing, and the last runs. It opens in any browser, loads nothing from the network, runs no script, and prints well.',
    )
    .addOption(new Option('--account <id...>', 'Only these accounts (default: all that are not removed).'))
    .addOption(
      new Option(
        '--from <day>',
        'First stay night, as YYYY-MM-DD; its whole week is shown (default: 26 weeks before the newest scrape day).',
      ),
    )
    .addOption(
      new Option(
        '--to <day>',
        'Last stay night, as YYYY-MM-DD; its whole week is shown (default: 12 weeks after the week of the newest scrape day).',
      ),
    )
    .addOption(
      new Option(
        '--listings <n>',
        'How many listings get charts of their own, from 0 to 1000, shared out between the accounts; all are in the tables (default: 40).',
      ),
    )
    .addOption(
      new Option(
        '-o, --output <file>',
        'File to write, - for stdout; an earlier report there is replaced (default: airbnb-insights-report.html).',
      ),
    )
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights report',
        'airbnb-insights report --account 120000042 --from 2026-01-01 -o spring.html',
        'airbnb-insights report -o - > report.html',
      ],
    },
    async (invocation) => (await import('./write-report.ts')).writeReport(invocation),
  )
}
