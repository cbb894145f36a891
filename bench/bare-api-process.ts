// Answers with an account's row and its sessions': a bare Fastify route and a bare pool, until the parent has gone.
import { once } from 'node:events'
import fastify from 'fastify'
import { Pool } from 'pg'

/** What `store.accounts.get` asks. */
const QUERY = `
  SELECT account_id, customer_id, x_client_version, user_agent, is_active, last_sync_at, created_at, updated_at,
    deleted_at, credential_status, credential_checked_at, credential_version, cookie_set_at,
    CASE WHEN starts_with(airbnb_cookie, 'enc:') THEN split_part(airbnb_cookie, ':', 3) END AS cookie_key_id
  FROM "airbnb"."accounts" WHERE account_id = $1 AND deleted_at IS NULL`

/** What `store.accounts.sessionOutlooks` asks. */
const SESSIONS = `
  SELECT account.account_id, set_at, last_answered_at, last_renewed_at, renewals, ended_at, ended_how,
    clock_timestamp() AS now
  FROM "airbnb"."accounts" AS account
  LEFT JOIN LATERAL (
    SELECT * FROM "airbnb"."account_sessions" AS session WHERE session.account_id = account.account_id
    ORDER BY session.credential_version DESC LIMIT 12) AS session ON TRUE
  WHERE account.deleted_at IS NULL AND account.account_id = ANY ($1::text[])
  ORDER BY account.account_id, session.credential_version DESC`

const [databaseUrl] = process.argv.slice(2)
const pool = new Pool({ connectionString: String(databaseUrl), max: 10 })
const app = fastify()
app.get<{ Params: { id: string } }>('/api/v1/accounts/:id', async ({ params }) => {
  const [{ rows }, { rows: sessions }] = await Promise.all([
    pool.query<Record<string, unknown>>(QUERY, [params.id]),
    pool.query<Record<string, unknown>>(SESSIONS, [[params.id]]),
  ])
  return { ...rows[0], sessions }
})
process.send?.({ url: await app.listen({ host: '127.0.0.1', port: 0 }) })
await once(process, 'disconnect')
await app.close()
await pool.end()
