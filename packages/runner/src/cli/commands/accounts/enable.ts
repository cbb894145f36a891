import { STORE_SETTING_NAMES } from '../../../config/settings.ts'
import { defineAction } from '../../define-action.ts'
import type { RegisterCommand } from '../../program.ts'

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
    async (invocation) => (await import('../../accounts/set-active.ts')).setActive(invocation, true),
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
    async (invocation) => (await import('../../accounts/set-active.ts')).setActive(invocation, false),
  )
}
