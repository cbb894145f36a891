import { Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'

/** `accounts list`. */
export const registerAccountsList: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('list')
    .summary('list the accounts')
    .description(
      'Lists the accounts: whether they are synced, since when, and whether their session still works and probably goes on to.',
    )
    .addOption(new Option('--active', 'Only accounts that are enabled.'))
    .addOption(new Option('--removed', 'Also accounts that were removed.'))
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: ['airbnb-insights accounts list', 'airbnb-insights accounts list --json'],
    },
    async (invocation) => (await import('./list-accounts.ts')).listAccounts(invocation),
  )
}
