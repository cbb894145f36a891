import { Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { CLIENT_SETTING_NAMES, STORE_SETTING_NAMES } from '../config/settings.ts'

/** `doctor`: is everything ready for a sync, and if not, what to do. */
export const registerDoctor: RegisterCommand = (program, context) => {
  const command = program
    .command('doctor')
    .summary('check database, keys, sessions and the API, and say what to do')
    .description(
      'Checks the database and its TimescaleDB, migrations, encryption keys, the sessions of accounts (one request each) and whether the API still knows the queries (two more requests). Each line is ✓ well, ! to be looked at, or ✗ broken, with what to do next. The exit code is that of the worst finding.',
    )
    .addOption(
      new Option(
        '--account <id...>',
        'Check the sessions of these accounts (default: of the first 5 that are enabled).',
      ),
    )
    .addOption(new Option('--offline', 'Ask Airbnb nothing: check database and keys alone.'))
  defineAction(
    command,
    context,
    {
      settings: [...STORE_SETTING_NAMES, ...CLIENT_SETTING_NAMES],
      examples: ['airbnb-insights doctor', 'airbnb-insights doctor --account 120000042 --json'],
    },
    async (invocation) => (await import('./doctor.ts')).runDoctor(invocation),
  )
}
