import { addExamples } from '../define-action.ts'
import type { RegisterCommand } from '../program.ts'
import { registerAccountsAdd } from './accounts/add.ts'
import { registerAccountsDisable, registerAccountsEnable } from './accounts/enable.ts'
import { registerAccountsImport } from './accounts/import.ts'
import { registerAccountsList } from './accounts/list.ts'
import { registerAccountsRemove } from './accounts/remove.ts'
import { registerAccountsRotateKeys } from './accounts/rotate-keys.ts'
import { registerAccountsShow } from './accounts/show.ts'
import { registerAccountsUpdate } from './accounts/update.ts'

const COMMANDS: readonly RegisterCommand[] = [
  registerAccountsAdd,
  registerAccountsImport,
  registerAccountsList,
  registerAccountsShow,
  registerAccountsUpdate,
  registerAccountsEnable,
  registerAccountsDisable,
  registerAccountsRemove,
  registerAccountsRotateKeys,
]

/** `accounts …`: whose insights are synced, and with which session. */
export const registerAccounts: RegisterCommand = (program, context) => {
  const accounts = program
    .command('accounts')
    .summary('whose insights are synced, and with which session')
    .description(
      'Manages the Airbnb accounts that are synced. Cookies are stored encrypted and never shown again.',
    )
  addExamples(accounts, ['airbnb-insights accounts import', 'airbnb-insights accounts list'])
  for (const register of COMMANDS) register(accounts, context)
}
