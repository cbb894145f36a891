import { randomBytes } from 'node:crypto'
import type { Store } from 'insights-store-timescale'
import type { ExitCode } from '../output/exit-code.ts'
import { ConfigurationError, UsageError } from '../output/runner-error.ts'
import type { SqlInvocation, SqlRequest } from './sql-request.ts'

/** Serves the embedded database to clients of PostgreSQL until Ctrl-C. */
export async function serveSql(
  store: Store,
  { timeoutMs }: SqlRequest,
  port: number,
  { output, settings, context }: SqlInvocation,
): Promise<ExitCode> {
  if (store.server.kind !== 'embedded') {
    throw new UsageError(
      '--serve: given with a database server, allowed: for the embedded database; a server is open to clients by itself',
    )
  }
  const password = settings.sqlPassword ?? randomBytes(18).toString('base64url')
  await using server = await listen(store, { port, password, timeoutMs })
  const place = `127.0.0.1:${String(server.port)}`
  const isOwn = settings.sqlPassword === undefined
  // The password of the moment is the reader's; a given one they know.
  const address = `postgres://postgres${isOwn ? `:${password}` : ''}@${place}/${server.database}?sslmode=disable`
  output.print(`psql '${address}'`)
  output.remark(
    `Read-only, at ${place}, as of now: what is synced later shows after a new start. ${isOwn ? 'The password is good until this ends.' : 'The password is that of SQL_PASSWORD.'} Ctrl-C ends it.`,
  )
  output.document({
    host: '127.0.0.1',
    port: server.port,
    database: server.database,
    user: 'postgres',
    url: address,
  })
  await new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve()
    context.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  return 0
}

async function listen(store: Store, options: { port: number; password: string; timeoutMs: number }) {
  try {
    return await store.serveSql(options)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new ConfigurationError(`Port ${String(options.port)} is in use.`, {
        hint: 'Name another one: airbnb-insights sql --serve 5434, or 0 for any that is free.',
        cause: error,
      })
    }
    throw error
  }
}
