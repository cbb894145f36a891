// A Kubernetes of one's own; `npm run kubernetes -- --help` says how.
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { shellWord } from '../../packages/runner/src/output/shell-word.ts'
import { startKubernetes } from './local-kubernetes.ts'
import { type PodRunner, startPodRunner } from './pod-runner.ts'
import { kubernetesVersion, serverIsBuilt } from './server-binary.ts'

const HELP = `A Kubernetes of one's own on the loopback, until Ctrl-C: the real API server with RBAC and PodSecurity and the
controllers for Deployments, ReplicaSets, Jobs, namespaces and garbage collection. Nothing of it outlives it.

  npm run kubernetes [-- OPTIONS]

  --pods NAMESPACE   runs the pods of the namespace as processes of this checkout (Linux); without it pods stay pending
`

function readOptions() {
  try {
    return parseArgs({
      options: { help: { type: 'boolean', short: 'h', default: false }, pods: { type: 'string' } },
    }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n(npm run kubernetes -- --help)`)
    return process.exit(2)
  }
}

const { help, pods } = readOptions()
if (help) {
  process.stdout.write(HELP)
  process.exit(0)
}
if (!serverIsBuilt()) {
  console.error('The API server has not been built: npm run kubernetes:build (many minutes, Go 1.26)')
  process.exit(1)
}

const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
const kubernetes = await startKubernetes()
let runner: PodRunner | undefined
if (pods !== undefined) {
  const bin = fileURLToPath(new URL('../../packages/runner/dist/bin.js', import.meta.url))
  runner = await startPodRunner({
    kubeconfig: kubernetes.kubeconfig,
    namespace: pods,
    program: [process.execPath, bin],
  })
}
console.log(`Kubernetes ${kubernetesVersion()} answers at ${kubernetes.url} until Ctrl-C. In another terminal:

  export KUBECONFIG=${shellWord(kubernetes.kubeconfig)}
  kubectl create namespace airbnb-insights

${pods === undefined ? 'Its pods stay pending: --pods NAMESPACE would run them as processes.' : `The pods of ${pods} run as processes of this checkout.`}
Its log: ${kubernetes.log}`)
await interrupted
await runner?.stop()
await kubernetes.stop()
