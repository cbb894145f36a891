import { Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { LOGIN_SETTING_NAMES } from '../config/settings.ts'

/** `accounts login`: signing in by hand in a browser of one's own. */
export const registerAccountsLogin: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('login')
    .summary('sign in in your own browser; the session is taken over')
    .description(
      [
        "Opens your own Chrome, Chromium, Edge or Brave at Airbnb's sign-in page, on a fresh profile. You sign in there by hand. As soon as the session is there it is checked by one request and stored encrypted, as a new account or as the new session of one that is there; then the browser is closed and the profile deleted.",
        'No password is seen or stored, and nothing is typed or clicked for you.',
        'It needs a screen: over ssh, in a container or on a server, use accounts import.',
      ].join('\n\n'),
    )
    .addOption(
      new Option(
        '--account-id <id>',
        'Whose session it is to be: that of another account is not stored.',
      ).helpGroup('Account:'),
    )
    .addOption(
      new Option('--name <name>', 'What you call the account; an empty one takes the name away.').helpGroup(
        'Account:',
      ),
    )
    .addOption(
      new Option('--browser <path>', 'The browser to open. (default: the first that is found)').helpGroup(
        'Sign-in:',
      ),
    )
    .addOption(
      new Option(
        '--site <url>',
        'Where to sign in, such as https://www.airbnb.de. (default: the site of the account of --account-id, else https://www.airbnb.com; env: AIRBNB_BASE_URL)',
      ).helpGroup('Sign-in:'),
    )
    .addOption(
      new Option('--timeout-minutes <n>', 'How long you may take. (default: 15)').helpGroup('Sign-in:'),
    )
  defineAction(
    command,
    context,
    {
      settings: LOGIN_SETTING_NAMES,
      examples: [
        'airbnb-insights accounts login',
        'airbnb-insights accounts login --account-id 120000042',
        'airbnb-insights accounts login --site https://www.airbnb.de --name "Lakeside flats"',
      ],
    },
    async (invocation) => (await import('./login-account.ts')).loginAccount(invocation),
  )
}
