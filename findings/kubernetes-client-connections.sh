#!/usr/bin/env bash
# @kubernetes/client-node 2.0.1 makes a new undici Agent for each request where the cluster has a certificate authority,
# as every pod's has: each request opens a TLS connection of its own, though the server would keep the one there is. An
# operator that makes a thousand objects shakes hands a thousand times.
#
# Seen: 20 requests, one after another, over 20 connections; over 1 or 2 with one Agent for all of them.
# Fails unless each request has a connection of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @kubernetes/client-node@2.0.1 undici@8.12.4 node@24.21.0
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
  -addext subjectAltName=IP:127.0.0.1 2>/dev/null

cat >measure.mjs <<'SCRIPT'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { AppsV1Api, KubeConfig } from '@kubernetes/client-node'
import { Agent, request } from 'undici'

const REQUESTS = 20
const [key, cert] = ['key.pem', 'cert.pem'].map((path) => readFileSync(path))
let connections = 0
const list = { apiVersion: 'apps/v1', kind: 'DeploymentList', metadata: {}, items: [] }
const server = createServer({ key, cert, keepAliveTimeout: 30_000 }, (_, response) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(list))
})
server.on('secureConnection', () => (connections += 1))
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `https://127.0.0.1:${server.address().port}`

const config = new KubeConfig()
config.loadFromOptions({
  clusters: [{ name: 'c', server: url, caData: cert.toString('base64') }],
  users: [{ name: 'u', token: 't' }],
  contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
  currentContext: 'x',
})
const api = config.makeApiClient(AppsV1Api)
for (let made = 0; made < REQUESTS; made += 1) await api.listNamespacedDeployment({ namespace: 'default' })
const byClient = connections

connections = 0
const dispatcher = new Agent({ connect: { ca: cert } })
for (let made = 0; made < REQUESTS; made += 1) {
  const { body } = await request(`${url}/apis/apps/v1/namespaces/default/deployments`, { dispatcher })
  await body.json()
}
console.log(`${REQUESTS} requests: ${byClient} connections by the client, ${connections} with one agent`)
if (connections > 2) throw new Error('the server does not keep connections')
process.exit(byClient === REQUESTS ? 0 : 1)
SCRIPT
"$folder/node_modules/.bin/node" measure.mjs
