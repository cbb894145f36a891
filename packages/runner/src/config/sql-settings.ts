import { setting } from './setting.ts'
import { oneLine } from './text-schemas.ts'

/** How `sql --serve` lets in. */
export const SQL_SETTINGS = {
  sqlPassword: setting({
    flag: '--sql-password',
    argument: '<password>',
    env: ['SQL_PASSWORD'],
    secret: true,
    allowed: 'a password of at least 8 characters',
    defaultText: 'one is made at each start and printed once',
    schema: oneLine()
      .refine((text) => text.length >= 8)
      .describe('Password that `sql --serve` asks clients for.'),
  }),
}
