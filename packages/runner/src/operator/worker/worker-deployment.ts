import type { Account } from 'insights-store-timescale'
import { FIELD_MANAGER } from '../cluster/deployments.ts'
import type { Deployment } from '../cluster/objects.ts'
import {
  ACCOUNT_LABEL,
  COMPONENT_LABEL,
  HASH_ANNOTATION,
  MANAGED_BY_LABEL,
  NAME_LABEL,
  REPLICAS_ANNOTATION,
} from './worker-names.ts'
import { shortHash, type WorkerTemplate } from './worker-template.ts'

/** What an object says of its account: what changes of it does not begin a worker anew, which reads the database. */
export type WorkerAccount = Pick<Account, 'accountId' | 'name' | 'credentialVersion'>

const PORT = 8000
const SECRETS = '/run/secrets/airbnb-insights'
/** As in the manifests of pooled workers: the image's own user. */
const USER = 1000
/** Beside its own time a worker needs a moment to close what it has open. */
const GRACE_SECONDS = 30
/** A worker of one account: one session of the store, one beside it, one of the queue, one that listens. */
const POOL = '4'

/** A worker that serves one account, as the operator wants it; its hash says so on the object. */
export function workerDeployment(
  name: string,
  account: WorkerAccount,
  template: WorkerTemplate,
  replicas: number,
): Deployment {
  const { namespace, owner } = template
  const labels = {
    [NAME_LABEL]: 'airbnb-insights',
    [COMPONENT_LABEL]: 'worker',
    [ACCOUNT_LABEL]: account.accountId,
  }
  const annotations = {
    'airbnb-insights/account-name': account.name ?? '',
    'airbnb-insights/credential-version': String(account.credentialVersion),
  }
  const spec = {
    replicas,
    revisionHistoryLimit: 1,
    selector: { matchLabels: labels },
    // Two at a time would do no harm, for one of them waits for the other's lease; nor any good.
    strategy: { type: 'Recreate' },
    template: {
      metadata: { labels, annotations: { 'airbnb-insights/settings-hash': template.settingsHash } },
      spec: podSpec(account.accountId, template),
    },
  }
  const hash = shortHash([annotations, { ...spec, replicas: null }])
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      labels: { ...labels, [MANAGED_BY_LABEL]: FIELD_MANAGER },
      annotations: { ...annotations, [HASH_ANNOTATION]: hash, [REPLICAS_ANNOTATION]: String(replicas) },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: owner.name, uid: owner.uid, controller: true },
      ],
    },
    spec,
  }
}

/** The *restricted* standard of Pod Security, and secrets by reference: none is in it. */
function podSpec(accountId: string, template: WorkerTemplate) {
  const { image, imagePullPolicy, imagePullSecrets } = template
  return {
    serviceAccountName: template.serviceAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: template.shutdownTimeoutSeconds + GRACE_SECONDS,
    ...(imagePullSecrets.length === 0
      ? {}
      : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      fsGroup: USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'worker',
        image,
        ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
        args: ['serve'],
        envFrom: [{ configMapRef: { name: template.configMap } }],
        env: [
          { name: 'MODE', value: 'worker' },
          { name: 'ACCOUNT_ID', value: accountId },
          { name: 'WORKER_CONCURRENCY', value: '1' },
          { name: 'DATABASE_POOL_MAX', value: POOL },
          { name: 'HOST', value: '0.0.0.0' },
          { name: 'PORT', value: String(PORT) },
          { name: 'DATABASE_URL_FILE', value: `${SECRETS}/database-url` },
          { name: 'CREDENTIAL_KEYS_FILE', value: `${SECRETS}/credential-keys` },
          ofSecret('NOTIFY_URLS', 'notify-urls', template),
          ofSecret('OTEL_EXPORTER_OTLP_HEADERS', 'otlp-headers', template),
        ],
        ports: [{ name: 'http', containerPort: PORT, protocol: 'TCP' }],
        startupProbe: probe('/health/live', { periodSeconds: 2, failureThreshold: 30 }),
        livenessProbe: probe('/health/live', { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 }),
        readinessProbe: probe('/health/ready', { periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 }),
        resources: {
          requests: { cpu: template.cpu, memory: template.memory },
          limits: { memory: template.memoryLimit },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [{ name: 'secrets', mountPath: SECRETS, readOnly: true }],
      },
    ],
    volumes: [
      {
        name: 'secrets',
        secret: {
          secretName: template.secret,
          defaultMode: 0o440,
          items: [
            { key: 'database-url', path: 'database-url' },
            { key: 'credential-keys', path: 'credential-keys' },
          ],
        },
      },
    ],
  }
}

/** A variable whose value is in the Secret, if it has any. */
function ofSecret(name: string, key: string, { secret }: WorkerTemplate) {
  return { name, valueFrom: { secretKeyRef: { name: secret, key, optional: true } } }
}

function probe(path: string, times: Readonly<Record<string, number>>) {
  return { httpGet: { path, port: 'http' }, ...times }
}
