import { Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'

/** `accounts import`: from the Python system's environment, or from many cURL commands. */
export const registerAccountsImport: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('import')
    .summary('add accounts: step by step, from the environment, or from cURL commands')
    .description(
      'Adds accounts, or replaces their sessions: the one that the environment (or .env) describes as for the Python system, with ACCOUNT_ID, AIRBNB_COOKIE, X_AIRBNB_CLIENT_TRACE_ID, X_CLIENT_VERSION and USER_AGENT, or with --from-curl those of the given cURL commands. All are checked before the first is stored. Given nothing on a terminal, it explains how to copy a cURL command and takes it pasted.',
    )
    .addOption(
      new Option(
        '--from-curl <file...>',
        'A browser\'s "Copy as cURL", one or many commands in a file, - for stdin; several files at once or one by one.',
      ).helpGroup('Account:'),
    )
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights accounts import',
        'airbnb-insights accounts import --env-file ../sync-airbnb/.env',
        'airbnb-insights accounts import --from-curl anna.txt ben.txt',
      ],
    },
    async (invocation) => (await import('./import-accounts.ts')).importAccounts(invocation),
  )
}
