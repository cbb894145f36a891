import { Argument, Option } from 'commander'
import { defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { SQL_SETTING_NAMES, STORE_SETTING_NAMES } from '../config/settings.ts'

/** `sql`: one's own questions. */
export const registerSql: RegisterCommand = (program, context) => {
  const command = program
    .command('sql')
    .summary('ask the database in SQL, or open it to psql, Grafana and the like')
    .description(
      [
        'Runs a statement, those of a file or of stdin, or opens a prompt. It only reads, unless --write is given, and then never changes the tables of this program without --force.',
        'Made for people: weeks (from search results to booking, by week), account_weeks, nights_ahead, chart_query_latest and the like (what is known now), chart_query_as_of(day) and the like (what was known on a day), metric_values (every number of every metric). `\\d` in the prompt lists them all, `\\d weeks` says what its columns mean.',
        'A date is the night of a stay. Ids are text. Rates are fractions: add up counts and divide, never average rates.',
      ].join('\n\n'),
    )
    .addArgument(
      new Argument('[statement]', 'a statement in quotes (default: stdin, or a prompt on a terminal)'),
    )
    .addOption(new Option('-f, --file <file>', 'Run the statements of a file, - for stdin.'))
    .addOption(
      new Option(
        '--format <format>',
        'table, csv, json (one array of objects) or ndjson (an object a line); --json is the same as json (default: table).',
      ),
    )
    .addOption(
      new Option(
        '--limit <n>',
        'No more rows than this are printed (default: 1000 as a table, else all of them).',
      ),
    )
    .addOption(new Option('--timeout <s>', 'Seconds after which a statement is ended (default: 30).'))
    .addOption(new Option('--write', 'Let statements write: each is committed when it has run.'))
    .addOption(new Option('--force', 'With --write: let them change the tables of this program as well.'))
    .addOption(
      new Option(
        '--serve [port]',
        'Open the embedded database, as it is now, to psql, DBeaver, Grafana or Metabase: read-only, on 127.0.0.1 (default port: 5433).',
      ),
    )
  defineAction(
    command,
    context,
    {
      settings: [...STORE_SETTING_NAMES, ...SQL_SETTING_NAMES],
      examples: [
        "airbnb-insights sql 'SELECT week, impressions, page_views, booked_nights FROM account_weeks ORDER BY week'",
        "airbnb-insights sql 'SELECT night, page_views, gained FROM nights_ahead WHERE NOT looks_taken' --format csv",
        'airbnb-insights sql "SELECT * FROM chart_query_as_of(\'2026-05-01\')" --json | jq length',
        'airbnb-insights sql -f report.sql',
        'airbnb-insights sql',
        'airbnb-insights sql --serve',
      ],
    },
    async (invocation) => (await import('./sql-action.ts')).sqlAction(invocation),
  )
}
