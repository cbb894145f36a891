// Runs a script that measures, given as the first argument with its own ones behind it, on the server that
// TEST_DATABASE_URL names or else on a durable one of scripts/timescaledb.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { borrowTimescale } from './borrowed-timescaledb.ts'

const given = process.env['TEST_DATABASE_URL']
const server = given
  ? { url: given, giveBack: async () => undefined }
  : await borrowTimescale({ which: 'durable' })
if ('reason' in server) {
  process.stderr.write(`${server.reason}\n`)
  process.exit(1)
}
const measuring = spawn(process.execPath, process.argv.slice(2), {
  env: { ...process.env, TEST_DATABASE_URL: server.url },
  stdio: 'inherit',
})
// Ctrl-C reaches that script as well; the server is given back all the same.
process.on('SIGINT', () => undefined)
const [code] = (await once(measuring, 'close')) as [number | null]
await server.giveBack()
process.exitCode = code ?? 1
