import { fileURLToPath } from 'node:url'

/** Where `scripts/timescaledb` puts psql, pg_dump and pg_restore of the server that it runs. */
export const POSTGRES_TOOLS: string = fileURLToPath(
  new URL('../.timescaledb/root/usr/lib/postgresql/17/bin', import.meta.url),
)
