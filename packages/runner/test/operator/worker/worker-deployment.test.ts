import { expect, test } from 'vitest'
import { DECLARED_SETTINGS, OPERATOR_SETTING_NAMES, type Settings } from '../../../src/config/settings.ts'
import { workerDeployment } from '../../../src/operator/worker/worker-deployment.ts'
import { settingsHash, workerTemplate } from '../../../src/operator/worker/worker-template.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TEMPLATE } from '../support/sample-worker.ts'

const HASH = 'airbnb-insights/spec-hash'
const made = (account = SAMPLE_ACCOUNT, template = SAMPLE_TEMPLATE, replicas = 1) =>
  workerDeployment('worker', account, template, replicas)
const hashOf = ({ metadata }: ReturnType<typeof made>) => metadata.annotations?.[HASH]

test('a worker serves its one account, keeps to the restricted standard, and knows its secrets by reference alone', () => {
  const worker = made()
  expect(worker).toMatchObject({
    metadata: {
      ownerReferences: [{ uid: 'own-uid' }],
      labels: { 'airbnb-insights/account-id': '120000042' },
    },
    spec: {
      template: {
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 60,
          imagePullSecrets: [{ name: 'registry' }],
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              args: ['serve'],
              envFrom: [{ configMapRef: { name: 'airbnb-insights' } }],
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              resources: { requests: { cpu: '50m', memory: '192Mi' }, limits: { memory: '512Mi' } },
              readinessProbe: { httpGet: { path: '/health/ready', port: 'http' } },
            },
          ],
        },
      },
    },
  })
  const container: { env?: unknown } = Object(worker.spec?.template?.spec?.containers?.[0])
  expect(container.env).toEqual(
    expect.arrayContaining([
      { name: 'MODE', value: 'worker' },
      { name: 'ACCOUNT_ID', value: '120000042' },
      { name: 'DATABASE_URL_FILE', value: '/run/secrets/airbnb-insights/database-url' },
      {
        name: 'NOTIFY_URLS',
        valueFrom: { secretKeyRef: { name: 'airbnb-insights', key: 'notify-urls', optional: true } },
      },
      {
        name: 'OTEL_EXPORTER_OTLP_HEADERS',
        valueFrom: { secretKeyRef: { name: 'airbnb-insights', key: 'otlp-headers', optional: true } },
      },
    ]),
  )
})

test('its hash tells image, settings, account and credentials, and not how many pods there are', () => {
  const hashes = [
    made(),
    made(SAMPLE_ACCOUNT, { ...SAMPLE_TEMPLATE, image: 'other' }),
    made(SAMPLE_ACCOUNT, { ...SAMPLE_TEMPLATE, settingsHash: 'other' }),
    made({ ...SAMPLE_ACCOUNT, name: 'Lofts' }),
    made({ ...SAMPLE_ACCOUNT, credentialVersion: 4 }),
  ].map(hashOf)
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(hashOf(made(SAMPLE_ACCOUNT, SAMPLE_TEMPLATE, 0))).toBe(hashes[0])
})

test('what the account says of itself begins no pod anew', () => {
  const template = ({ spec }: ReturnType<typeof made>) => spec?.template
  expect(template(made({ ...SAMPLE_ACCOUNT, name: 'Lofts', credentialVersion: 4 }))).toEqual(template(made()))
})

test('image and pull policy are those of the operator’s own container, whatever stands beside it', () => {
  const containers = [
    { name: 'proxy', image: 'registry.example/proxy:3', imagePullPolicy: 'Never' },
    { name: 'operator', image: 'registry.example/airbnb-insights:2', imagePullPolicy: 'Always' },
  ]
  const own = { metadata: { name: 'operator', uid: 'own-uid' }, spec: { template: { spec: { containers } } } }
  const templateWith = (workerImage?: string) =>
    workerTemplate(
      {
        ...(Object.fromEntries(
          OPERATOR_SETTING_NAMES.map((name) => [name, DECLARED_SETTINGS[name].default]),
        ) as Required<Pick<Settings, (typeof OPERATOR_SETTING_NAMES)[number]>>),
        shutdownTimeoutSeconds: 30,
        workerImage,
      },
      { namespace: 'insights', own, ofSettings: 'hash' },
    )
  const template = templateWith()
  expect(template).toMatchObject({ image: 'registry.example/airbnb-insights:2', imagePullPolicy: 'Always' })
  expect(JSON.stringify(made(SAMPLE_ACCOUNT, template))).toContain('"imagePullPolicy":"Always"')
  expect(templateWith('other:1')).toMatchObject({ image: 'other:1', imagePullPolicy: undefined })
})

test('settings are told apart by those that a worker reads, secrets left out', () => {
  const hash = settingsHash({ SYNC_CRON: '0 5 * * *' })
  expect(settingsHash({ SYNC_CRON: '0 6 * * *' })).not.toBe(hash)
  const others = {
    HOSTNAME: 'x',
    DATABASE_URL: 'postgres://secret',
    PORT: '1',
    OPERATOR_MAX_WORKERS: '1',
    MODE: 'x',
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20key',
  }
  expect(settingsHash({ SYNC_CRON: '0 5 * * *', ...others })).toBe(hash)
  const traced = { SYNC_CRON: '0 5 * * *', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
  expect(settingsHash(traced)).not.toBe(hash)
})
