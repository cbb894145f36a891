import { Option } from 'commander'
import { defineAction } from '../../cli/define-action.ts'
import type { RegisterCommand } from '../../cli/register-command.ts'
import {
  CLIENT_SETTING_NAMES,
  NOTIFY_SETTING_NAMES,
  STORE_SETTING_NAMES,
  SYNC_SETTING_NAMES,
} from '../../config/settings.ts'

/** `sync`: the main job. */
export const registerSync: RegisterCommand = (program, context) => {
  const command = program
    .command('sync')
    .summary("fetch accounts' insights into the database")
    .description(
      "Fetches the insights of all enabled accounts, or of the named ones, into the database: a listing's first sync goes back 25 weeks, later ones ask what may have changed. Each listing is stored as a whole or not at all. What was interrupted goes on when sync is run again on the same day. An account whose session is known to have expired is reported and not asked (exit code 4); one that another process is syncing is left to it (that is no failure).",
    )
    .addOption(new Option('--account <id...>', 'Only these accounts (default: all that are enabled).'))
    .addOption(new Option('--full', 'Ask for everything again, as far back as there is data.'))
    .addOption(
      new Option(
        '--scrape-day <day>',
        'UTC day to store the insights under, as YYYY-MM-DD; not in the future (default: today).',
      ),
    )
    .addOption(
      new Option(
        '--dry-run',
        'Only say what would be asked, and for how long; asks for the listings alone, stores nothing.',
      ),
    )
  defineAction(
    command,
    context,
    {
      settings: [
        ...SYNC_SETTING_NAMES,
        ...STORE_SETTING_NAMES,
        ...CLIENT_SETTING_NAMES,
        ...NOTIFY_SETTING_NAMES,
      ],
      examples: [
        'airbnb-insights sync',
        'airbnb-insights sync --account 120000042 --dry-run',
        'airbnb-insights sync --metrics default,occupancy_rate,QUALITY:7 --dry-run',
        'airbnb-insights sync --concurrency 8 --json > result.json',
      ],
      traced: true,
    },
    async (invocation) => (await import('./sync-action.ts')).syncAction(invocation),
  )
}
