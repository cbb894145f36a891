import { isDatabaseUrl } from './database-url.ts'
import { setting } from './setting.ts'
import { oneLine } from './text-schemas.ts'

/** How an embedded database is named where it could also be a server's. */
export const EMBEDDED_PREFIX = 'embedded:'

/** Where a move goes. */
export const MOVE_SETTINGS = {
  moveTo: setting({
    flag: '--to',
    argument: '<database>',
    env: ['MOVE_TO'],
    secret: true,
    allowed: 'postgres://user:password@host:port/database, or embedded:FOLDER',
    schema: oneLine()
      .refine(
        (text) =>
          isDatabaseUrl(text) || (text.startsWith(EMBEDDED_PREFIX) && text.length > EMBEDDED_PREFIX.length),
      )
      .describe('Empty database to move into: a PostgreSQL or TimescaleDB server, or a folder.'),
  }),
}
