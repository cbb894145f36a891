import type { Deployment } from '../../../src/operator/cluster/objects.ts'
import type { PlannedAccount } from '../../../src/operator/plan/plan-changes.ts'
import { workerDeployment } from '../../../src/operator/worker/worker-deployment.ts'
import type { WorkerTemplate } from '../../../src/operator/worker/worker-template.ts'

export const SAMPLE_ACCOUNT: PlannedAccount = {
  accountId: '120000042',
  name: null,
  isActive: true,
  credentialStatus: 'ok',
  credentialVersion: 3,
}

export const SAMPLE_TEMPLATE: WorkerTemplate = {
  namespace: 'insights',
  owner: { name: 'airbnb-insights-operator', uid: 'own-uid' },
  image: 'registry.example/airbnb-insights:1',
  imagePullSecrets: ['registry'],
  configMap: 'airbnb-insights',
  secret: 'airbnb-insights',
  serviceAccount: 'airbnb-insights',
  cpu: '50m',
  memory: '192Mi',
  memoryLimit: '512Mi',
  settingsHash: 'hash',
  shutdownTimeoutSeconds: 30,
}

/** A worker as the operator has left it with so many replicas, and what somebody has changed of it since. */
export function standing({
  account = SAMPLE_ACCOUNT,
  replicas = 1,
  found = {},
  metadata = {},
}: {
  account?: PlannedAccount
  replicas?: number
  found?: Readonly<Record<string, unknown>>
  metadata?: Partial<Deployment['metadata']>
} = {}): Deployment {
  const made = workerDeployment(
    `airbnb-insights-account-${account.accountId}`,
    account,
    SAMPLE_TEMPLATE,
    replicas,
  )
  return {
    ...made,
    metadata: {
      ...made.metadata,
      uid: `uid-${account.accountId}`,
      managedFields: [{ manager: 'airbnb-insights-operator', operation: 'Apply' }],
      ...metadata,
      annotations: { ...made.metadata.annotations, ...metadata.annotations },
    },
    spec: { ...made.spec, ...found },
  }
}
