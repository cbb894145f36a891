import { describe, expect, test } from 'vitest'
import { NOTIFY_SETTINGS } from '../../packages/runner/src/config/notify-settings.ts'
import { OTEL_VARIABLES } from '../../packages/runner/src/config/otel-variables.ts'
import { SCHEDULE_SETTINGS } from '../../packages/runner/src/config/schedule-settings.ts'
import { SERVICE_HTTP_SETTINGS } from '../../packages/runner/src/config/service-settings.ts'
import { SETTINGS } from '../../packages/runner/src/config/settings.ts'
import { filesIn, readFile, readYaml } from './support/deployment-files.ts'
import { kubernetesManifests, templateOf } from './support/manifests.ts'

/** Every name that the runner reads from its environment. */
const known = new Set([
  ...Object.values(SETTINGS).flatMap(({ env, secret }) =>
    secret ? [...env, ...env.map((name) => `${name}_FILE`)] : env,
  ),
  ...OTEL_VARIABLES.map(({ name }) => name),
])

interface ComposeService {
  readonly image: string
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly stop_grace_period?: string
}

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly secrets: Readonly<Record<string, { file: string }>>
}

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name)
const [compose] = readYaml<Compose>('docker-compose.yml') as [Compose]
const ours = Object.values(compose.services).filter(({ image }) => image.includes('airbnb-insights'))

const places: Record<string, { names: string[]; others?: string[] }> = {
  '.env.example': {
    names: matches(readFile('.env.example'), /^#?([A-Z][A-Z0-9_]*)=/gm),
    others: ['AIRBNB_INSIGHTS_IMAGE', 'GRAFANA_PORT', 'TIMESCALEDB_PORT'],
  },
  'docker-compose.yml, environments': {
    names: ours.flatMap(({ environment }) => Object.keys(environment ?? {})),
  },
  'docker-compose.yml, what it takes from .env': {
    names: matches(readFile('docker-compose.yml'), /\$\{([A-Z0-9_]+)/g),
    others: ['AIRBNB_INSIGHTS_IMAGE', 'GRAFANA_PORT', 'TIMESCALEDB_PORT'],
  },
  Dockerfile: {
    names: matches(readFile('Dockerfile').split('\nFROM').at(-1) ?? '', /^(?:ENV| ) *([A-Z_]+)=/gm),
    others: ['NODE_ENV'],
  },
  'systemd units': {
    names: [
      ...filesIn('deploy/systemd', /\.service$/),
      ...filesIn('deploy/systemd/airbnb-insights-.service.d', /\.conf$/),
    ].flatMap((file) =>
      matches(readFile(file), /^Environment=(.*)$/gm).flatMap((line) => matches(line, /([A-Z_]+)=/g)),
    ),
    others: ['NODE_ENV'],
  },
  'Kubernetes manifests': {
    names: kubernetesManifests().flatMap(({ object }) => [
      ...(object.kind === 'ConfigMap' ? Object.keys(object.data ?? {}) : []),
      ...(templateOf(object)?.spec.containers ?? []).flatMap(({ env }) =>
        (env ?? []).map(({ name }) => name),
      ),
    ]),
  },
}

test.each(Object.entries(places))('%s names settings of the runner alone', (_, { names, others = [] }) => {
  expect(names.length).toBeGreaterThan(0)
  expect([...new Set(names)].filter((name) => !known.has(name) && !others.includes(name))).toEqual([])
})

test('.env.example leaves out no setting of the service', () => {
  const documented = new Set(places['.env.example']?.names)
  const service = Object.values({ ...SERVICE_HTTP_SETTINGS, ...SCHEDULE_SETTINGS, ...NOTIFY_SETTINGS })
    // Older names of a setting are still read, and need not be learnt.
    .flatMap(({ env: [name] }) => name ?? [])
  expect(service.filter((name) => !documented.has(name))).toEqual([])
})

test('.env.example has a line of explanation above each setting', () => {
  const lines = readFile('.env.example').split('\n')
  const bare = lines.filter((line, index) => {
    if (!/^#[A-Z0-9_]+=/.test(line)) return false
    const before = lines[index - 1] ?? ''
    // What belongs together (a secret and its file, language and currency) shares one.
    return !/^# \S/.test(before) && !/^#[A-Z0-9_]+=/.test(before)
  })
  expect(bare).toEqual([])
})

test('.env.example names what compose takes from it', () => {
  const documented = new Set(places['.env.example']?.names)
  const taken = places['docker-compose.yml, what it takes from .env']?.names ?? []
  expect(taken.filter((name) => !documented.has(name))).toEqual([])
})

describe('docker-compose.yml', () => {
  test('mounts each secret that an environment names', () => {
    const missing = Object.values(compose.services).flatMap(({ environment = {}, secrets = [] }) =>
      Object.values(environment).filter(
        (value) => value.startsWith('/run/secrets/') && !secrets.includes(value.replace('/run/secrets/', '')),
      ),
    )
    expect(ours.flatMap(({ secrets = [] }) => secrets)).toContain('api_keys')
    expect(missing).toEqual([])
  })

  test('gives no process less time to leave than it is told to take', () => {
    const times = ours.flatMap(({ environment = {}, stop_grace_period: grace = '0s' }) => {
      const [, toFinish] = /:-(\d+)\}/.exec(environment['SHUTDOWN_TIMEOUT_SECONDS'] ?? '') ?? []
      return toFinish === undefined ? [] : [Number.parseInt(grace, 10) - Number(toFinish)]
    })
    expect(times.length).toBeGreaterThan(0)
    expect(Math.min(...times)).toBeGreaterThan(10)
  })
})

test('the image is built on the Node that is developed on', () => {
  const [, developed] = /^nodeVersion: (\S+)$/m.exec(readFile('pnpm-workspace.yaml')) ?? []
  expect(readFile('Dockerfile')).toContain(`NODE_IMAGE=node:${developed}-`)
})
