import { defineAction } from '../../cli/define-action.ts'
import type { RegisterCommand } from '../../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../../config/settings.ts'

/** Adds `mcp`. */
export const registerMcp: RegisterCommand = (program, context) => {
  const command = program
    .command('mcp')
    .summary('let an assistant ask for the numbers (Model Context Protocol)')
    .description(
      [
        'Answers an assistant that speaks the Model Context Protocol, on stdin and stdout: accounts, listings, nights ahead, weekly funnel, gap to similar listings, pace, movers, freshness, runs, and read-only SQL. It changes nothing, and asks Airbnb nothing.',
        'You do not start it: the assistant does. Add it to its configuration, mostly a JSON file with "mcpServers":\n\n  { "mcpServers": { "airbnb-insights": { "command": "airbnb-insights", "args": ["mcp"] } } }',
        'Where the data is somewhere else than usual, name it in "args" ("--data-dir", "/srv/airbnb") or in "env" ("DATABASE_URL"). The embedded database can be asked while a service runs. A running service answers assistants itself, at /mcp with one of its API keys; a read key is enough.',
        'Logs go to stderr. It ends when stdin ends.',
      ].join('\n\n'),
    )
  defineAction(
    command,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights mcp',
        'airbnb-insights mcp --data-dir /srv/airbnb-insights',
        'DATABASE_URL=postgres://reader@db.example/insights airbnb-insights mcp',
      ],
    },
    async (invocation) => (await import('./mcp-action.ts')).mcpAction(invocation),
  )
}
