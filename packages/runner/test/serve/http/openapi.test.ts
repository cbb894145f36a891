import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcessService, startInProcess } from './support/in-process-service.ts'
import type { OpenApiDocument, OpenApiOperation } from './support/openapi-checker.ts'

let service: InProcessService
let text: string
let document: OpenApiDocument
let operations: [name: string, operation: OpenApiOperation][]
beforeAll(async () => {
  service = await startInProcess()
  text = await (await fetch(`${service.url}/openapi.json`)).text()
  document = JSON.parse(text)
  operations = Object.entries(document.paths).flatMap(([path, ofPath]) =>
    Object.entries(ofPath).map(([method, operation]): [string, OpenApiOperation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  )
})
afterAll(() => service[Symbol.asyncDispose]())

const headersOf = ({ responses }: OpenApiOperation): string[] => Object.keys(responses['200']?.headers ?? {})

describe('the OpenAPI document', () => {
  it('passes the strictest rules of a public linter', async () => {
    const config = await createConfig({
      extends: ['recommended-strict'],
      // Probes take no input and no key: there is nothing to refuse.
      rules: { 'operation-4xx-response': 'off' },
    })
    const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config })
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
      [],
    )
  })

  it('is of version 3.1 and holds every endpoint', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(operations.map(([name]) => name).toSorted()).toEqual([
      'DELETE /api/v1/accounts/{account_id}',
      'GET /api/v1/accounts',
      'GET /api/v1/accounts/{account_id}',
      'GET /api/v1/accounts/{account_id}/metrics',
      'GET /api/v1/accounts/{account_id}/metrics/chart_query',
      'GET /api/v1/accounts/{account_id}/metrics/chart_summary',
      'GET /api/v1/accounts/{account_id}/metrics/list_of_metrics',
      'GET /api/v1/accounts/{account_id}/metrics/metric_points',
      'GET /api/v1/accounts/{account_id}/metrics/metric_windows',
      'GET /api/v1/accounts/{account_id}/metrics/series',
      'GET /api/v1/accounts/{account_id}/report',
      'GET /api/v1/accounts/{account_id}/runs',
      'GET /api/v1/accounts/{account_id}/workbook',
      'GET /api/v1/maintenance',
      'GET /api/v1/notifications',
      'GET /api/v1/runs/{run_id}',
      'GET /api/v1/runs/{run_id}/events',
      'GET /health',
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'PATCH /api/v1/accounts/{account_id}',
      'POST /api/v1/accounts',
      'POST /api/v1/accounts/{account_id}/sync',
      'POST /api/v1/accounts/{account_id}/verify',
      'POST /api/v1/runs/{run_id}/cancel',
      'POST /api/v1/runs/{run_id}/retry',
    ])
  })

  it('says which endpoints need no key', () => {
    const open = operations.filter(([, { security }]) => security?.length === 0)
    expect(open.map(([name]) => name)).toEqual(['GET /health', 'GET /health/live', 'GET /health/ready'])
  })

  it('names the headers that say where numbers were read, at every route that reads them from a replica', () => {
    const telling = operations.filter(([, operation]) => headersOf(operation).includes('X-Read-From'))
    expect(telling.map(([name]) => name)).toEqual(
      operations
        .map(([name]) => name)
        .filter((name) => /\/(metrics\/\w+|report|workbook)$|\}\/metrics$/.test(name)),
    )
    expect(telling).toHaveLength(9)
    for (const [, operation] of telling) expect(headersOf(operation)).toContain('X-Replica-Lag-Seconds')
  })

  it('shows no cookie and no trace id in what is answered', () => {
    const { Account: account } = document.components.schemas as Record<string, { properties: object }>
    expect(Object.keys(account?.properties ?? {})).not.toContain('airbnb_cookie')
    expect(Object.keys(account?.properties ?? {})).not.toContain('x_airbnb_client_trace_id')
  })
})

describe('the page of documentation', () => {
  it('loads nothing from elsewhere', async () => {
    const page = await fetch(`${service.url}/docs/`)
    expect(page.status).toBe(200)
    const html = await page.text()
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(`${html} ${policy}`).not.toMatch(/https?:\/\//)
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '')
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts) {
      const response = await fetch(new URL(part, `${service.url}/docs/`))
      expect([part, response.status]).toEqual([part, 200])
      await response.arrayBuffer()
    }
  })

  it('shows the document of this service', async () => {
    const response = await fetch(`${service.url}/docs/json`)
    expect(await response.json()).toEqual(document)
  })
})
