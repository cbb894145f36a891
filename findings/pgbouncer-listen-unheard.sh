#!/usr/bin/env bash
# pg 8.23.1 through Debian's PgBouncer with pool_mode = transaction: LISTEN is answered as if it had worked, and what is
# notified never comes, since the session of the server is another's as soon as the statement has ended. Nothing says so.
#
# Seen: PgBouncer 1.18.0: `LISTEN` is answered, and of a NOTIFY by another connection nothing is heard within 2 s; without
# the pooler it is heard at once. Needs pgbouncer, and the URL of a server without passwords in DATABASE_URL.
# Fails where the notification arrives through the pooler, or does not without it.
set -euo pipefail
: "${DATABASE_URL:?the URL of a PostgreSQL server that asks for no password}"
folder=$(mktemp -d)
pooler=
trap '[ -z "$pooler" ] || kill "$pooler"; rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pg@8.23.1

port=$((20000 + RANDOM % 10000))
node -e '
  const { hostname, port, username } = new URL(process.argv[1])
  const { writeFileSync } = require("node:fs")
  writeFileSync("users.txt", `"${username}" ""\n`)
  writeFileSync("pgbouncer.ini", `[databases]\n* = host=${hostname} port=${port || 5432}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n` +
    `listen_port = ${process.argv[2]}\nunix_socket_dir =\nauth_type = trust\nauth_file = ${process.cwd()}/users.txt\npool_mode = transaction\n`)
' "$DATABASE_URL" "$port"
as=()
[ "$(id -u)" != 0 ] || as=(-u nobody)
/usr/sbin/pgbouncer -q "${as[@]}" pgbouncer.ini &
pooler=$!

cat >listen.cjs <<'SCRIPT'
const { Client } = require('pg')
const heard = async (url) => {
  const listener = new Client({ connectionString: url })
  const teller = new Client({ connectionString: url })
  let came = false
  listener.on('notification', () => (came = true))
  await listener.connect()
  await teller.connect()
  const { command } = await listener.query('LISTEN made_up')
  await teller.query('NOTIFY made_up')
  await new Promise((resolve) => setTimeout(resolve, 2000))
  await listener.end()
  await teller.end()
  return { answered: command, heard: came }
}
const main = async () => {
  const pooled = new URL(process.argv[2])
  const direct = await heard(pooled.href)
  pooled.host = `127.0.0.1:${process.argv[3]}`
  const through = await heard(pooled.href)
  console.log(JSON.stringify({ direct, through }))
  process.exitCode = direct.heard && !through.heard && through.answered === 'LISTEN' ? 0 : 1
}
main()
SCRIPT
sleep 1
node listen.cjs "$DATABASE_URL" "$port"
