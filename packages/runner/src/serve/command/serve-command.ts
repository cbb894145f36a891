import { Option } from 'commander'
import { defineAction } from '../../cli/define-action.ts'
import type { RegisterCommand } from '../../cli/register-command.ts'
import { SERVE_SETTING_NAMES } from '../../config/settings.ts'

/** Adds `serve`. */
export const registerServe: RegisterCommand = (program, context) => {
  const command = program
    .command('serve')
    .summary('run the service: pages, REST API, schedule, and any number of workers')
    .description(
      [
        'Runs until SIGTERM: syncs every enabled account once a day, and answers with pages for a browser and with a REST',
        'API (/docs shows it).',
        'One process does all of it. With a database server, any number of them share the accounts: some with',
        '--mode admin to answer, others with --mode worker to sync. At SIGTERM the listings in hand are finished and',
        'their runs given back, to be continued by another process or the next start; a second one leaves at once.',
      ].join('\n'),
    )
    .addOption(
      new Option('--insecure-no-auth', 'Answer without API keys; only on a loopback address.').helpGroup(
        'Service:',
      ),
    )
  defineAction(
    command,
    context,
    {
      settings: SERVE_SETTING_NAMES,
      examples: [
        'airbnb-insights serve --insecure-no-auth',
        'SERVICE_KEYS="admin:$(openssl rand -hex 24)" airbnb-insights serve',
        'airbnb-insights serve --mode worker --worker-concurrency 8',
        'MODE=admin HOST=0.0.0.0 SERVICE_KEYS_FILE=/run/secrets/api-keys airbnb-insights serve',
      ],
      logLevel: 'info',
      traced: true,
    },
    async (invocation) => {
      const { serveAction } = await import('./serve-action.ts')
      return await serveAction(invocation)
    },
  )
}
