// Runs the benchmarks with this script's arguments, on the server that TEST_DATABASE_URL names or else on a durable
// one of scripts/timescaledb.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { borrowTimescale } from './borrowed-timescaledb.ts'

const given = process.env['TEST_DATABASE_URL']
const server = given
  ? { url: given, giveBack: async () => undefined }
  : await borrowTimescale({ durable: true })
if ('reason' in server) {
  process.stderr.write(`${server.reason}\n`)
  process.exit(1)
}
const main = fileURLToPath(new URL('../bench/main.ts', import.meta.url))
const bench = spawn(process.execPath, [main, ...process.argv.slice(2)], {
  env: { ...process.env, TEST_DATABASE_URL: server.url },
  stdio: 'inherit',
})
// Ctrl-C reaches the benchmarks as well; the server is given back all the same.
process.on('SIGINT', () => undefined)
const [code] = (await once(bench, 'close')) as [number | null]
await server.giveBack()
process.exitCode = code ?? 1
