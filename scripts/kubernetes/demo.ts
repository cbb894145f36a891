// The operator at work, on a Kubernetes, a TimescaleDB and a simulated Airbnb of one's own:
//
//   npm run kubernetes:demo
//
// What deploy/kubernetes/overlays/per-account describes is applied to a real API server, its pods run as processes of
// this checkout. Accounts are added, changed and removed through the admin API; each step waits until it is seen.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DemoCluster } from './demo-cluster.ts'
import { serverIsBuilt } from './server-binary.ts'

if (!serverIsBuilt()) {
  console.error('The API server has not been built: npm run kubernetes:build (many minutes, Go 1.26)')
  process.exit(1)
}
const say = (line: string) => console.log(line)
const folder = mkdtempSync(join(tmpdir(), 'kubernetes-demo-'))
const leave = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => leave.abort())
try {
  await using cluster = await DemoCluster.start(folder, leave.signal, say)
  const [first = '', second = '', third = ''] = cluster.accountIds

  say('\nThree accounts are added through the admin API. Nobody tells Kubernetes.')
  for (const accountId of cluster.accountIds) await cluster.addAccount(accountId)
  for (const accountId of cluster.accountIds) await cluster.untilSynced(accountId)
  await cluster.show()

  say(`\nSomebody scales the worker of ${first} to 3 by hand. The operator puts it back.`)
  await cluster.scaleByHand(first, 3)
  await cluster.untilReplicas(first, 1)
  await cluster.show()

  say(
    `\n${second} is switched off. Its worker is scaled to zero: the process finishes its listing and leaves.`,
  )
  await cluster.switchOff(second)
  await cluster.untilReplicas(second, 0)
  await cluster.untilPods(second, 0)

  say(`${third} is removed. Its Deployment goes, and its pod with it; its rows stay.`)
  await cluster.removeAccount(third)
  await cluster.untilGone(third)
  await cluster.untilPods(third, 0)
  await cluster.show()

  say('\nWhat the operator says it did:\n')
  say(await cluster.operatorStatus())
} catch (error) {
  if (!leave.signal.aborted) throw error
} finally {
  rmSync(folder, { recursive: true, force: true })
}
