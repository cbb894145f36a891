import { Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'

/** The only parts of the environment that the demo looks at: whether its output may be coloured. */
const TERMINAL_NAMES = ['NO_COLOR', 'FORCE_COLOR', 'TERM'] as const

/** `demo`: the main job against a simulator, without credentials. */
export const registerDemo: RegisterCommand = (program, context) => {
  const environment = Object.fromEntries(TERMINAL_NAMES.map((name) => [name, context.environment[name]]))
  const command = program
    .command('demo')
    .summary('see it all at work within a minute, without an Airbnb account')
    .description(
      'Syncs three simulated accounts into a fresh embedded database, with everything that goes wrong in real life: a 429, a 503, a malformed answer, a base day that is not where it was expected, an expired session. Then a day passes, and it syncs again and asks what was known when. Reads none of your settings, keys or data, and asks nothing of Airbnb. Exit code 1 where something that should have happened did not.',
    )
    .addOption(
      new Option(
        '--data-dir <folder>',
        'Folder for the database, which stays; must be empty or not be there yet (default: a new one among the temporary files).',
      ),
    )
  defineAction(
    command,
    { ...context, environment },
    { examples: ['airbnb-insights demo', 'airbnb-insights demo --data-dir ./demo --json'] },
    async (invocation) => (await import('./demo-action.ts')).demoAction(invocation),
  )
  // A .env file is somebody's settings.
  command.setOptionValue('envFile', false)
}
