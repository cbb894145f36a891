import { Argument, Option } from 'commander'
import { defineAction } from '../../cli/define-action.ts'
import type { RegisterCommand } from '../../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../../config/settings.ts'

/** `export`: the numbers, for a spreadsheet, a notebook or another database. */
export const registerExport: RegisterCommand = (program, context) => {
  const command = program
    .command('export')
    .summary('write the numbers as a spreadsheet, CSV, JSON or Parquet')
    .description(
      [
        'Writes what is known of each listing and day: the newest row, or the newest that was known on a day (--as-of).',
        'chart_query has daily numbers beside those of similar listings, list_of_metrics weekly numbers, chart_summary these and how far they are from similar listings. metric_points and metric_windows have a row for each number of the metrics that these have no columns for; with --metric and no table, a metric is written whichever table holds it.',
        'As a spreadsheet (xlsx), ids are whole, days are days and rates are percent, and a sheet explains the columns; without a table, each table that holds something has a sheet.',
        'All accounts are written one after the other, by listing and day.',
        'A file appears under its name when it is whole, and an export that is stopped or fails leaves none.',
      ].join('\n\n'),
    )
    .addArgument(
      new Argument('[table]', 'chart_query, chart_summary, list_of_metrics, metric_points or metric_windows'),
    )
    .addOption(
      new Option(
        '--metric <name...>',
        'Only these metrics, of metric_points or metric_windows; without a table, of whichever holds them. Also with commas between.',
      ),
    )
    .addOption(
      new Option('--from <day>', 'The first calendar day, as YYYY-MM-DD (default: the first there is).'),
    )
    .addOption(
      new Option('--to <day>', 'The last calendar day, itself included (default: the last there is).'),
    )
    .addOption(new Option('--account <id...>', 'Only these accounts (default: all).'))
    .addOption(new Option('--listing <id...>', 'Only these listings (default: all).'))
    .addOption(
      new Option('--as-of <day>', 'What was known on this day, as YYYY-MM-DD (default: what is known now).'),
    )
    .addOption(
      new Option(
        '--format <format>',
        "xlsx (an Excel workbook), csv, ndjson (one JSON object a line), json (one array) or parquet (default: by the file's ending, else csv).",
      ),
    )
    .addOption(
      new Option(
        '--for-spreadsheet',
        'Write CSV that Excel and LibreOffice open right: with a byte order mark, and ids whose digits they keep (xlsx needs it not).',
      ),
    )
    .addOption(
      new Option(
        '--no-bom',
        'Leave out the byte order mark by which spreadsheets know that a CSV file is UTF-8.',
      ),
    )
    .addOption(new Option('-o, --output <file>', 'File to write, - for stdout (default: stdout).'))
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights export -o insights.xlsx',
        'airbnb-insights export chart_query -o insights.parquet',
        'airbnb-insights export chart_query --from 2026-01-01 --to 2026-03-31 -o quarter.csv',
        'airbnb-insights export list_of_metrics --listing 900000000000000021 --format ndjson | jq .p3_impressions_value',
        'airbnb-insights export --metric occupancy_rate --from 2026-01-01 -o occupancy.csv',
        'airbnb-insights export chart_query --as-of 2026-05-01 --account 120000042 -o as-known-in-may.csv',
      ],
    },
    async (invocation) => (await import('./export-action.ts')).exportAction(invocation),
  )
}
