import { addExamples } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { registerAccountsAdd } from './add-command.ts'
import { registerAccountsDisable, registerAccountsEnable } from './enable-command.ts'
import { registerAccountsImport } from './import-command.ts'
import { registerAccountsList } from './list-command.ts'
import { registerAccountsLogin } from './login-command.ts'
import { registerAccountsRemove } from './remove-command.ts'
import { registerAccountsRotateKeys } from './rotate-keys-command.ts'
import { registerAccountsShow } from './show-command.ts'
import { registerAccountsUpdate } from './update-command.ts'

const COMMANDS: readonly RegisterCommand[] = [
  registerAccountsLogin,
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
  addExamples(accounts, [
    'airbnb-insights accounts login',
    'airbnb-insights accounts import',
    'airbnb-insights accounts list',
  ])
  for (const register of COMMANDS) register(accounts, context)
}
