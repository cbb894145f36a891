import { Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'

/** `accounts import`: from the Python system's environment, or from many copied requests. */
export const registerAccountsImport: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('import')
    .summary('add accounts: step by step, from the environment, or from copied requests')
    .description(
      'Adds accounts, or replaces their sessions: the one that the environment (or .env) describes as for the Python system, with ACCOUNT_ID, AIRBNB_COOKIE, X_AIRBNB_CLIENT_TRACE_ID, X_CLIENT_VERSION and USER_AGENT, or with --from those of the given copied requests, of any form. All are checked before the first is stored. Given nothing on a terminal, it explains how to copy a request and takes it pasted.',
    )
    .addOption(
      new Option(
        '--from <file...>',
        'Copied requests in a file, - for stdin: cURL, fetch, PowerShell, a HAR file, headers, cookies, one or many; several files at once or one by one.',
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
        'airbnb-insights accounts import --from anna.txt ben.txt',
      ],
    },
    async (invocation) => (await import('./import-accounts.ts')).importAccounts(invocation),
  )
}
