import { type LocalKubernetes, startKubernetes } from './kubernetes/local-kubernetes.ts'
import { serverIsBuilt } from './kubernetes/server-binary.ts'

/** The server of this run: vitest calls set-up and teardown as a pair. */
let server: LocalKubernetes | undefined

/**
 * vitest's globalSetup of the project that wants a real Kubernetes API server. Afterwards `TEST_KUBECONFIG` names a
 * kubeconfig file of one who may do anything, or it is not set: then a notice says why, and the tests count as skipped.
 * `REQUIRE_KUBERNETES=1` (as its job in CI sets it) makes that an error.
 */
export async function setup(): Promise<void> {
  const reason = whyThereIsNone()
  if (reason !== undefined) {
    if (process.env['REQUIRE_KUBERNETES'] === '1') {
      throw new Error(`REQUIRE_KUBERNETES=1, but there is no API server: ${reason}`)
    }
    process.stderr.write(`\nNOTICE: no Kubernetes API server here, its suites are left out.\n  ${reason}\n\n`)
    return
  }
  server = await startKubernetes()
  process.env['TEST_KUBECONFIG'] = server.kubeconfig
}

export async function teardown(): Promise<void> {
  delete process.env['TEST_KUBECONFIG']
  await server?.stop()
}

function whyThereIsNone(): string | undefined {
  if (process.platform !== 'linux') return 'each pod has a loopback address of its own, as on Linux alone'
  return serverIsBuilt()
    ? undefined
    : 'it has not been built: npm run kubernetes:build (many minutes, Go 1.26)'
}
