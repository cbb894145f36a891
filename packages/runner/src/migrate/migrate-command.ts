import { addExamples, defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'

/** `migrate up|status`. */
export const registerMigrate: RegisterCommand = (program, context) => {
  const migrate = program
    .command('migrate')
    .summary("bring a server's database schema up to date")
    .description(
      'Brings the database schema up to date. Needed on a server only: the embedded database migrates itself. A database of the Python system sync-airbnb is taken over with its rows; stop that system first.',
    )
  addExamples(migrate, ['airbnb-insights migrate status', 'airbnb-insights migrate up'])
  const up = migrate
    .command('up')
    .summary('apply what is pending')
    .description(
      'Applies pending migrations as a whole or not at all, makes hypertables where TimescaleDB is installed, and encrypts cookies that stand in plaintext where a key is given.',
    )
  defineAction(
    up,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: ['airbnb-insights migrate up --database-url postgres://me:secret@localhost:5432/insights'],
    },
    async (invocation) => (await import('./migrate-up.ts')).migrateUp(invocation),
  )
  const status = migrate
    .command('status')
    .summary('show what is applied and pending')
    .description('Shows which migrations are applied and which are pending; exit code 3 where any is.')
  defineAction(
    status,
    context,
    { settings: STORE_SETTING_NAMES, examples: ['airbnb-insights migrate status --json'] },
    async (invocation) => (await import('./migrate-status.ts')).migrateStatus(invocation),
  )
}
