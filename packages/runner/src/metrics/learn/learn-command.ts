import { Option } from 'commander'
import { defineAction } from '../../cli/define-action.ts'
import type { RegisterCommand } from '../../cli/register-command.ts'

/** `metrics learn`: what a browser's recording says of the API. */
export const registerMetricsLearn: RegisterCommand = (metrics, context) => {
  const command = metrics
    .command('learn')
    .summary("what a browser's recording of the pages says that is not known here")
    .description(
      [
        "Reads a browser's recording (a HAR file) of a host who clicked through the Performance pages. Prints which queries, hashes, metrics, kinds of values and charts stand in it, what of that this version does not know, and a sample that can be put into an issue. Nothing is sent anywhere, no database is opened, and nothing printed is the host's: no cookie, id, name, number, date or text.",
        'To record: sign in to Airbnb, open the developer tools on the network panel, reload the Performance page, click through conversion, occupancy and quality and through the metrics of each, with one listing and with several, and with other periods and comparisons. Then save:',
        [
          'Chrome, Edge: the arrow down of the network panel, "Export HAR". The one without sensitive data will do.',
          'Firefox: right-click on a request, "Save All As HAR".',
          'Safari: in the settings, under Advanced, tick "Show features for web developers"; in the network tab "Export".',
        ].join('\n'),
        'Delete the file afterwards: it may hold your session. A file of any size is read, as it comes.',
      ].join('\n\n'),
    )
    .argument('<file>', 'the HAR file, - for stdin')
    .addOption(
      new Option(
        '--sample <file>',
        'Write the sample to this file, - for stdout and nothing else there (default: printed at the end).',
      ),
    )
  defineAction(
    command,
    context,
    {
      examples: [
        'airbnb-insights metrics learn performance.har',
        'airbnb-insights metrics learn performance.har --sample sample.json',
        'airbnb-insights metrics learn - --json < performance.har | jq .unknown',
      ],
    },
    async (invocation) => (await import('./learn.ts')).learn(invocation),
  )
}
