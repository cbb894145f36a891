import { Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'

/** `accounts remove`. */
export const registerAccountsRemove: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('remove')
    .summary('remove an account, or purge it with its data')
    .description(
      'Removes an account: it is not synced any more and its data stays; `accounts add` brings it back. With --purge its insights, listings and runs are deleted for good: the API serves no more than 180 days back.',
    )
    .argument('<id>', 'account id')
    .addOption(new Option('--purge', 'Delete the account with all its data, for good.'))
    .addOption(new Option('-y, --yes', 'Do not ask (needed where there is no terminal to ask on).'))
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights accounts remove 120000042',
        'airbnb-insights accounts remove 120000042 --purge --yes',
      ],
    },
    async (invocation) => (await import('./remove-account.ts')).removeAccount(invocation),
  )
}
