import { Argument, Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { MOVE_SETTING_NAMES, STORE_SETTING_NAMES } from '../config/settings.ts'

const OLD_PGLITE = () =>
  new Option(
    '--pglite <folder>',
    "Folder in which another PGlite is installed, to read an embedded database of another version (default: this program's own).",
  )

/** `backup`: everything in one file. */
export const registerBackup: RegisterCommand = (program, context) => {
  const command = program
    .command('backup')
    .summary('write everything into one file')
    .description(
      [
        'Writes everything into one file: rows with their history, accounts with their encrypted cookies, cursors, runs, notifications. All of it is of one moment, also while syncs go on; an embedded database lets nobody else in meanwhile.',
        'The keys that encrypt cookies are not in it: keep CREDENTIAL_KEYS, or credential.key of the data folder, somewhere else. The file appears under its name when it is whole, and only you can read it.',
        '`airbnb-insights restore` puts it into any empty database: of another edition, of another version of PostgreSQL, or embedded.',
      ].join('\n\n'),
    )
    .addArgument(new Argument('<file>', 'File to write; - for stdout.'))
    .addOption(OLD_PGLITE())
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights backup insights.backup',
        'airbnb-insights backup - | ssh nas "cat > insights.backup"',
        'airbnb-insights backup /backups/$(date +%F).backup --database-url postgres://me:secret@localhost:5432/insights',
      ],
    },
    async (invocation) => (await import('./backup-action.ts')).backupAction(invocation),
  )
}

/** `restore`: everything out of one file. */
export const registerRestore: RegisterCommand = (program, context) => {
  const command = program
    .command('restore')
    .summary('put such a file into an empty database')
    .description(
      [
        'Puts what `airbnb-insights backup` has written into the database that the settings name, which must be empty: it is made with its hypertables where TimescaleDB is installed, filled, measured against the file, and brought up to date.',
        'A file that is cut off or was changed is refused before anything is restored, and whatever fails later takes all of it back.',
      ].join('\n\n'),
    )
    .addArgument(new Argument('<file>', 'File to read; - for stdin.'))
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights restore insights.backup --database-url postgres://me:secret@localhost:5432/empty',
        'airbnb-insights restore insights.backup --data-dir new-folder',
      ],
    },
    async (invocation) => (await import('./restore-action.ts')).restoreAction(invocation),
  )
}

/** `move`: everything into another database. */
export const registerMove: RegisterCommand = (program, context) => {
  const command = program
    .command('move')
    .summary('copy everything into another database')
    .description(
      [
        'Copies everything from the database that the settings name into an empty one, and says then what to change: from the embedded database to a server, from server to server, or back. Nothing is removed from where it was.',
        'Stop the service first: what it writes later stays behind. Rows and checksums of each table are compared on both sides. Ended half-way, also by kill -9, the same command goes on; until it is done nobody uses the new database.',
      ].join('\n\n'),
    )
    .addOption(
      new Option(
        '--force',
        'Also while accounts are being synced: what they have not written yet stays behind.',
      ),
    )
    .addOption(OLD_PGLITE())
  defineAction(
    command,
    context,
    {
      settings: [...STORE_SETTING_NAMES, ...MOVE_SETTING_NAMES],
      examples: [
        'airbnb-insights move --to postgres://me:secret@localhost:5432/insights',
        'airbnb-insights move --database-url postgres://me:secret@old:5432/insights --to-file new-url.txt',
        'airbnb-insights move --database-url postgres://me:secret@localhost:5432/insights --to embedded:insights-folder',
      ],
    },
    async (invocation) => (await import('./move-action.ts')).moveAction(invocation),
  )
}
