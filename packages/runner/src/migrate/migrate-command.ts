import { Argument } from 'commander'
import { addExamples, defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { HISTORY_MODES } from '../config/database-settings.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'

/** `migrate up|status|history|current`. */
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
  const history = migrate
    .command('history')
    .summary('convert the history: a row for each change, or for each reading')
    .description(
      'Converts the history in place: to changes, where a number that was read again and is the same is noted without a row of its own, or to all, with a row for each reading. What was known on any day stays the same, which is checked listing by listing. Syncs may go on meanwhile; ended half-way, the same command goes on. From then on the database is written like that.',
    )
    .addArgument(new Argument('<mode>', 'changes or all').choices(HISTORY_MODES))
  defineAction(
    history,
    context,
    { settings: STORE_SETTING_NAMES, examples: ['airbnb-insights migrate history changes'] },
    async (invocation) => (await import('./migrate-history.ts')).migrateHistory(invocation),
  )
  const current = migrate
    .command('current')
    .summary('tell what is known now from the history again')
    .description(
      'Tells what is known now from the history again, for listings of which a restore has left it out; `airbnb-insights doctor` names them. What is there stays as it is.',
    )
  defineAction(
    current,
    context,
    { settings: STORE_SETTING_NAMES, examples: ['airbnb-insights migrate current'] },
    async (invocation) => (await import('./migrate-current.ts')).migrateCurrent(invocation),
  )
}
