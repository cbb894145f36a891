import { Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'
import { addAccountOptions } from './account-options.ts'

/** `accounts update`. */
export const registerAccountsUpdate: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('update')
    .summary('change an account, for example its expired session')
    .description(
      'Changes what is given of an account and leaves the rest as it is. A new session must be of the same account. The environment is read only with --from-env, so that a .env file does not change what was not meant.',
    )
    .argument('<id>', 'account id')
  addAccountOptions(command, { readsEnvironment: false })
  command.addOption(
    new Option(
      '--from-env',
      'Take AIRBNB_COOKIE, X_CLIENT_VERSION, USER_AGENT and X_AIRBNB_CLIENT_TRACE_ID from the environment or .env.',
    )
      .conflicts('from')
      .helpGroup('Account:'),
  )
  command.addOption(
    new Option(
      '--notify-url <url...>',
      'Who is told of this account alone, beside NOTIFY_URLS; stored encrypted. An empty one takes them away.',
    ).helpGroup('Account:'),
  )
  command.addOption(
    new Option('--notify-url-file <file>', 'The same from a file, - for stdin.')
      .conflicts('notifyUrl')
      .helpGroup('Account:'),
  )
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights accounts update 120000042 --from request.txt',
        'airbnb-insights accounts update 120000042 --cookie-file cookie.txt',
        'airbnb-insights accounts update 120000042 --notify-url-file -',
      ],
    },
    async (invocation) => (await import('./update-account.ts')).updateAccount(invocation),
  )
}
