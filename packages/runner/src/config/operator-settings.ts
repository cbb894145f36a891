import { z } from 'zod'
import { setting } from './setting.ts'
import { wholeNumber } from './text-schemas.ts'

/** What Kubernetes takes for the name of most objects. */
const OBJECT_NAME = 'a name of lower-case letters, digits, . and -'
const objectName = (): z.ZodType<string, string> =>
  z
    .string()
    .trim()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/)

/** Kubernetes rounds what is finer up, and would have something else than was asked for. */
const CPU = 'processors as Kubernetes has them, to the thousandth: 250m, 0.5 or 2'
const cpu = (): z.ZodType<string, string> =>
  z
    .string()
    .trim()
    .regex(/^(\d+m|\d+(\.\d{1,3})?)$/)

const MEMORY = 'bytes as Kubernetes has them: 192Mi, 1Gi or 500M'
const memory = (): z.ZodType<string, string> =>
  z
    .string()
    .trim()
    .regex(/^(\d+|\d+(\.\d+)?(k|M|G|Ki|Mi|Gi))$/)

/** Which workers the operator of a cluster keeps, and how fast it changes them. */
export const OPERATOR_SETTINGS = {
  operatorNamespace: setting<string | undefined>({
    flag: '--namespace',
    argument: '<name>',
    env: ['OPERATOR_NAMESPACE'],
    defaultText: "that of the operator's own pod, or of the kubeconfig's context",
    allowed: OBJECT_NAME,
    schema: objectName().describe('Namespace in the cluster, of the operator and of its workers.'),
  }),
  operatorDeployment: setting({
    flag: '--operator-deployment',
    argument: '<name>',
    env: ['OPERATOR_DEPLOYMENT'],
    default: 'airbnb-insights-operator',
    allowed: OBJECT_NAME,
    schema: objectName().describe(
      "The operator's own Deployment: it owns the workers, which go when it goes, and names their image.",
    ),
  }),
  workerImage: setting<string | undefined>({
    flag: '--worker-image',
    argument: '<image>',
    env: ['OPERATOR_WORKER_IMAGE'],
    defaultText: "that of the operator's own Deployment",
    allowed: 'the name of an image, with its tag or digest',
    schema: z
      .string()
      .trim()
      .regex(/^[\w][\w.\-/:@]{0,1023}$/)
      .describe('Image of the workers.'),
  }),
  workerConfigMap: setting({
    flag: '--worker-config-map',
    argument: '<name>',
    env: ['OPERATOR_WORKER_CONFIG_MAP'],
    default: 'airbnb-insights',
    allowed: OBJECT_NAME,
    schema: objectName().describe('ConfigMap whose entries are settings of the workers.'),
  }),
  workerSecret: setting({
    flag: '--worker-secret',
    argument: '<name>',
    env: ['OPERATOR_WORKER_SECRET'],
    default: 'airbnb-insights',
    allowed: OBJECT_NAME,
    schema: objectName().describe(
      'Secret with database-url, credential-keys and perhaps notify-urls; the operator itself never reads it.',
    ),
  }),
  workerServiceAccount: setting({
    flag: '--worker-service-account',
    argument: '<name>',
    env: ['OPERATOR_WORKER_SERVICE_ACCOUNT'],
    default: 'airbnb-insights',
    allowed: OBJECT_NAME,
    schema: objectName().describe('ServiceAccount of the workers; its token is not given to them.'),
  }),
  workerCpu: setting({
    flag: '--worker-cpu',
    argument: '<quantity>',
    env: ['OPERATOR_WORKER_CPU'],
    default: '50m',
    allowed: CPU,
    schema: cpu().describe('CPU that a worker asks for; it may use more where there is some.'),
  }),
  workerMemory: setting({
    flag: '--worker-memory',
    argument: '<quantity>',
    env: ['OPERATOR_WORKER_MEMORY'],
    default: '192Mi',
    allowed: MEMORY,
    schema: memory().describe('Memory that a worker asks for.'),
  }),
  workerMemoryLimit: setting({
    flag: '--worker-memory-limit',
    argument: '<quantity>',
    env: ['OPERATOR_WORKER_MEMORY_LIMIT'],
    default: '512Mi',
    allowed: MEMORY,
    schema: memory().describe('Memory that a worker is ended at.'),
  }),
  maxWorkers: setting({
    flag: '--max-workers',
    argument: '<n>',
    env: ['OPERATOR_MAX_WORKERS'],
    default: 1000,
    allowed: 'a whole number from 0 to 10000',
    schema: wholeNumber({ min: 0, max: 10_000 }).describe(
      'Workers that run at most; further accounts have none, and status says so.',
    ),
  }),
  changesPerMinute: setting({
    flag: '--changes-per-minute',
    argument: '<n>',
    env: ['OPERATOR_CHANGES_PER_MINUTE'],
    default: 120,
    allowed: 'a whole number from 1 to 100000',
    schema: wholeNumber({ min: 1, max: 100_000 }).describe(
      'Changes that the operator makes in any minute: workers made, changed and removed.',
    ),
  }),
  checksAtATime: setting({
    flag: '--checks-at-a-time',
    argument: '<n>',
    env: ['OPERATOR_CHECKS_AT_A_TIME'],
    default: 4,
    allowed: 'a whole number from 1 to 64',
    schema: wholeNumber({ min: 1, max: 64 }).describe(
      'Accounts whose new credentials are tried at a time, each once, before they get a worker.',
    ),
  }),
  fullPassSeconds: setting({
    flag: '--full-pass-seconds',
    argument: '<s>',
    env: ['OPERATOR_FULL_PASS_SECONDS'],
    default: 60,
    allowed: 'a whole number from 1 to 3600',
    schema: wholeNumber({ min: 1, max: 3600 }).describe(
      'Seconds after which all accounts are compared with the cluster, where nothing has called for it.',
    ),
  }),
}
