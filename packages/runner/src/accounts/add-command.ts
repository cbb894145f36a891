import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'
import { addAccountOptions } from './account-options.ts'

/** `accounts add`: one account from flags, the environment or a copied request. */
export const registerAccountsAdd: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('add')
    .summary('add an account, or give one a new session')
    .description(
      [
        'Adds an account, or replaces the session of one that is there (a removed one comes back with its data).',
        `The easy way: in the browser, signed in as host, open Performance, then the developer tools' network tab, choose a request to /api/v3/…, "Copy as cURL", and give it to --from.`,
        'Other forms are understood as well: a request as fetch (Node.js) or PowerShell, its headers, a HAR file with cookies, a Cookie header or a cookies.txt. Cookies alone do not say which browser they are of: it is taken from USER_AGENT and X_CLIENT_VERSION, or for that of the account whose session was set last.',
      ].join('\n\n'),
    )
  addAccountOptions(command, { readsEnvironment: true })
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights accounts add --from request.txt',
        'pbpaste | airbnb-insights accounts add --from -',
        'AIRBNB_COOKIE_FILE=cookie.txt X_CLIENT_VERSION=3f9c0a USER_AGENT="Mozilla/5.0 …" airbnb-insights accounts add',
      ],
    },
    async (invocation) => (await import('./add-account.ts')).addAccount(invocation),
  )
}
