import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'

/** `accounts rotate-keys`. */
export const registerAccountsRotateKeys: RegisterCommand = (accounts, context) => {
  const command = accounts
    .command('rotate-keys')
    .summary('encrypt all cookies under the first key')
    .description(
      'Encrypts every stored cookie under the first of CREDENTIAL_KEYS, also those still in plaintext. To rotate: put a new key first and keep the old one behind it, run this, then drop the old one. It can be stopped at any point and run again.',
    )
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'CREDENTIAL_KEYS="k2:$(cat new.key),k1:$(cat old.key)" airbnb-insights accounts rotate-keys',
      ],
    },
    async (invocation) => (await import('./rotate-keys.ts')).rotateKeys(invocation),
  )
}
