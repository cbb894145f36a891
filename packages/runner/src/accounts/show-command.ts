import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'

/** `accounts show`. */
export const registerAccountsShow: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('show')
    .summary('show one account with its listings')
    .description(
      'Shows one account, how its session stands and when that will probably end, its last run, page views and conversion of the last 8 whole weeks, and its listings with the day that each was last synced on.',
    )
    .argument('<id>', 'account id')
  defineAction(
    command,
    context,
    { settings: STORE_SETTING_NAMES, examples: ['airbnb-insights accounts show 120000042'] },
    async (invocation) => (await import('./show-account.ts')).showAccount(invocation),
  )
}
