import { createHash } from 'node:crypto'
import { otelVariables, secretsOfOtel } from '../../config/otel-variables.ts'
import type { OPERATOR_SETTING_NAMES, Settings } from '../../config/settings.ts'
import { DECLARED_SETTINGS, SERVE_SETTING_NAMES } from '../../config/settings.ts'
import { ConfigurationError } from '../../output/runner-error.ts'
import type { Deployment } from '../cluster/objects.ts'
import { quantityOf } from './quantity.ts'

/** The object that all workers belong to: the operator's own Deployment. */
export interface Owner {
  readonly name: string
  readonly uid: string
}

/** What is the same for the workers of all accounts. */
export interface WorkerTemplate {
  readonly namespace: string
  readonly owner: Owner
  readonly image: string
  /** When a node gets it anew; undefined where Kubernetes is to say. */
  readonly imagePullPolicy?: string | undefined
  /** Secrets that pull the image, as the operator's own pod has them. */
  readonly imagePullSecrets: readonly string[]
  readonly configMap: string
  readonly secret: string
  readonly serviceAccount: string
  readonly cpu: string
  readonly memory: string
  readonly memoryLimit: string
  /** Of the settings in the ConfigMap, as the operator itself has read them: a worker begins anew where they change. */
  readonly settingsHash: string
  /** So long a worker has to hand back the listing in hand. */
  readonly shutdownTimeoutSeconds: number
}

/** What the operator's container is called in its manifests. */
const OWN_CONTAINER = 'operator'

/** The settings that say what workers are like. */
export type TemplateSettings = Pick<
  Settings,
  (typeof OPERATOR_SETTING_NAMES)[number] | 'shutdownTimeoutSeconds'
>

/** What settings alone do not say. */
interface TemplateSurroundings {
  readonly namespace: string
  /** The operator's own Deployment. */
  readonly own: Deployment
  /** What `settingsHash` gives of the environment. */
  readonly ofSettings: string
}

/**
 * What workers are like, by the settings and by the operator's own Deployment.
 *
 * @returns undefined where that Deployment names no image, and no setting does.
 */
export function workerTemplate(
  settings: TemplateSettings,
  { namespace, own, ofSettings }: TemplateSurroundings,
): WorkerTemplate | undefined {
  const pod = own.spec?.template?.spec
  const { containers = [] } = pod ?? {}
  // Others may stand beside it, and before it.
  const container = containers.find(({ name }) => name === OWN_CONTAINER) ?? containers[0]
  const image = settings.workerImage ?? container?.image
  if (image === undefined) return undefined
  return {
    namespace,
    owner: { name: own.metadata.name, uid: own.metadata.uid ?? '' },
    image,
    imagePullPolicy: settings.workerImage === undefined ? container?.imagePullPolicy : undefined,
    imagePullSecrets: (pod?.imagePullSecrets ?? []).flatMap(({ name }) => (name === undefined ? [] : [name])),
    configMap: settings.workerConfigMap,
    secret: settings.workerSecret,
    serviceAccount: settings.workerServiceAccount,
    cpu: settings.workerCpu,
    memory: settings.workerMemory,
    memoryLimit: settings.workerMemoryLimit,
    settingsHash: ofSettings,
    shutdownTimeoutSeconds: settings.shutdownTimeoutSeconds,
  }
}

/**
 * Refuses what the API server would refuse for each single worker.
 *
 * @throws ConfigurationError where workers ask for more memory than they are ended at.
 */
export function checkResources({ workerMemory, workerMemoryLimit }: TemplateSettings): void {
  if ((quantityOf(workerMemory) ?? 0) <= (quantityOf(workerMemoryLimit) ?? 0)) return
  throw new ConfigurationError(
    `Workers would ask for ${workerMemory} of memory, and be ended at ${workerMemoryLimit}.`,
    {
      hint: 'Raise OPERATOR_WORKER_MEMORY_LIMIT (--worker-memory-limit), or lower OPERATOR_WORKER_MEMORY (--worker-memory).',
    },
  )
}

/** Settings that each process has of its own, whatever a worker is given. */
const OWN_TO_EACH: ReadonlySet<string> = new Set(['mode', 'host', 'port', 'accountId', 'workerConcurrency'])

/** A short digest of the settings in the environment that a worker would read there too. No secret goes into it. */
export function settingsHash(environment: Readonly<Record<string, string | undefined>>): string {
  const names = SERVE_SETTING_NAMES.filter((name) => !OWN_TO_EACH.has(name)).flatMap((name) => {
    const { env, secret } = DECLARED_SETTINGS[name]
    return secret ? [] : env
  })
  const given = [...new Set([...names, ...otelNames(environment)])]
    .sort()
    .map((name) => [name, environment[name] ?? null])
  return shortHash(given)
}

/** OpenTelemetry has many, and they too are in the ConfigMap. */
function otelNames(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(otelVariables(environment)).flatMap(([name, value]) =>
    secretsOfOtel({ [name]: value }).length === 0 ? [name] : [],
  )
}

/** Enough of a digest to tell what changes. */
export function shortHash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
