import { SETTINGS } from '../../../packages/runner/src/config/settings.ts'
import { workerDeployment } from '../../../packages/runner/src/operator/worker/worker-deployment.ts'
import type { KubernetesObject } from './manifests.ts'

/** What the operator makes for an account, with its settings as they are by default. */
export function operatorWorker(): KubernetesObject {
  const account = { accountId: '120000042', name: null, credentialVersion: 1 }
  const template = {
    namespace: 'airbnb-insights',
    owner: { name: SETTINGS.operatorDeployment.default, uid: '0b0b0b0b-0000-4000-8000-000000000000' },
    image: 'ghcr.io/your-organisation/airbnb-insights:0.1.0',
    imagePullSecrets: [],
    configMap: SETTINGS.workerConfigMap.default,
    secret: SETTINGS.workerSecret.default,
    serviceAccount: SETTINGS.workerServiceAccount.default,
    cpu: SETTINGS.workerCpu.default,
    memory: SETTINGS.workerMemory.default,
    memoryLimit: SETTINGS.workerMemoryLimit.default,
    settingsHash: '0',
    shutdownTimeoutSeconds: SETTINGS.shutdownTimeoutSeconds.default,
  }
  return workerDeployment('airbnb-insights-account-120000042', account, template, 1) as KubernetesObject
}
