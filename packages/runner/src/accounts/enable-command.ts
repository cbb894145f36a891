import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'

/** `accounts enable`. */
export const registerAccountsEnable: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('enable')
    .summary('sync accounts again')
    .description('Enables accounts: they are synced again.')
    .argument('<ids...>', 'account ids')
  defineAction(
    command,
    context,
    { settings: STORE_SETTING_NAMES, examples: ['airbnb-insights accounts enable 120000042'] },
    async (invocation) => (await import('./set-active.ts')).setActive(invocation, true),
  )
}

/** `accounts disable`. */
export const registerAccountsDisable: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('disable')
    .summary('stop syncing accounts, keep their data')
    .description('Disables accounts: they keep their data and session, and are not synced.')
    .argument('<ids...>', 'account ids')
  defineAction(
    command,
    context,
    { settings: STORE_SETTING_NAMES, examples: ['airbnb-insights accounts disable 120000042'] },
    async (invocation) => (await import('./set-active.ts')).setActive(invocation, false),
  )
}
