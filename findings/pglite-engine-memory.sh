#!/usr/bin/env bash
# PGlite 0.5.16 on Node 24.21.0: soon after the start V8 compiles the functions of PostgreSQL that have become hot a second
# time, for speed, and one of them alone makes the peak of the process's memory grow by some 400 MB. It looks as if the
# database needed that memory. Without the second compilation the same statements take that much less, and for work of a
# few seconds no more processor time.
#
# Seen: a peak of 1,053 to 1,062 MB and 2.7 s of processor time with Node's defaults, of 640 MB and 2.3 s with
# --no-wasm-tier-up --no-wasm-dynamic-tiering; the rows are the same.
# Fails unless the defaults take at least 1.3 times the memory.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.16 node@24.21.0

cat >measure.mjs <<'SCRIPT'
import { PGlite } from '@electric-sql/pglite'

const db = await PGlite.create()
await db.exec('CREATE TABLE nights (listing int, night int, views int, PRIMARY KEY (listing, night))')
for (let listing = 0; listing < 100; listing++) {
  await db.query('INSERT INTO nights SELECT $1, n, (n * 7919 + $1) % 97 FROM generate_series(1, 365) n', [listing])
  await db.query('SELECT listing, sum(views), max(night) FROM nights WHERE listing <= $1 GROUP BY listing ORDER BY 2', [listing])
}
const { rows } = await db.query('SELECT count(*)::int AS count, sum(views)::int AS sum FROM nights')
await db.close()
const { maxRSS, userCPUTime } = process.resourceUsage()
console.log(JSON.stringify({ ...rows[0], megabytes: Math.round(maxRSS / 1024), cpuSeconds: userCPUTime / 1e6 }))
SCRIPT

node=$folder/node_modules/.bin/node
defaults=$("$node" measure.mjs)
once=$("$node" --no-wasm-tier-up --no-wasm-dynamic-tiering measure.mjs)
echo "Node $("$node" --version), defaults:              $defaults"
echo "Node $("$node" --version), compiled once:         $once"
"$node" -e '
  const [defaults, once] = process.argv.slice(1).map((text) => JSON.parse(text))
  if (defaults.count !== once.count || defaults.sum !== once.sum) throw new Error("the rows differ")
  const ratio = defaults.megabytes / once.megabytes
  console.log(`ratio of the peaks: ${ratio.toFixed(2)}`)
  if (ratio < 1.3) throw new Error("the second compilation no longer takes much memory")
' "$defaults" "$once"
