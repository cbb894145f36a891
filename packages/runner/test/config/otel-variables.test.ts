import { describe, expect, it } from 'vitest'
import { refuseMistypedNames } from '../../src/config/mistyped-names.ts'
import {
  areTracesWanted,
  OTEL_VARIABLES,
  otelVariables,
  secretsOfOtel,
} from '../../src/config/otel-variables.ts'
import { Redactor } from '../../src/output/redactor.ts'

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }

describe('traces are wanted', () => {
  it.each([
    ['an endpoint for all signals', ENDPOINT],
    ['one for traces alone', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }],
    ['one, and an SDK that is not disabled', { ...ENDPOINT, OTEL_SDK_DISABLED: 'false' }],
    ['one, and the exporter by its name', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'otlp' }],
  ])('with %s', (_title, given) => expect(areTracesWanted(otelVariables(given))).toBe(true))

  it.each([
    ['nothing', {}],
    ['an endpoint that is empty, as container tools write it', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    ['one for metrics alone', { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector:4318' }],
    ['a name alone', { OTEL_SERVICE_NAME: 'nightly' }],
    ['an SDK that is disabled', { ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }],
    ['no exporter', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }],
  ])('but not with %s', (_title, given) => expect(areTracesWanted(otelVariables(given))).toBe(false))
})

it('the environment comes before a .env file, name by name', () => {
  const file = { OTEL_SERVICE_NAME: 'file', OTEL_TRACES_SAMPLER: 'always_off', DATABASE_URL: 'postgres://x' }
  const environment = { OTEL_SERVICE_NAME: 'environment', PATH: '/bin' }
  expect(otelVariables(environment, file)).toEqual({
    OTEL_SERVICE_NAME: 'environment',
    OTEL_TRACES_SAMPLER: 'always_off',
  })
})

it('headers and passwords are secrets, with and without the scheme of the authorization', () => {
  const redactor = new Redactor()
  const variables = {
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20made-up-token,x-key=another-made-up',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://someone:made-up-password@collector/v1/traces',
  }
  for (const secret of secretsOfOtel(variables)) redactor.add(secret)
  const said = redactor.redact('Bearer made-up-token; made-up-token; another-made-up; made-up-password')
  expect(said).toBe('[redacted]; [redacted]; [redacted]; [redacted]')
})

it('no name of OpenTelemetry is taken for a mistyped setting', () => {
  const values = Object.fromEntries(OTEL_VARIABLES.map(({ name }) => [name, '1']))
  expect(refuseMistypedNames(values, { path: '.env', values, warnings: [] })).toEqual([])
})
