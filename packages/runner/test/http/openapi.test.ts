import { afterAll, beforeAll, expect, it } from 'vitest'
import { type InProcessService, startInProcess } from './support/in-process-service.ts'

let service: InProcessService
beforeAll(async () => {
  service = await startInProcess()
})
afterAll(() => service[Symbol.asyncDispose]())

it('dumps', async () => {
  const response = await fetch(`${service.url}/openapi.json`)
  const text = await response.text()
  console.log(response.status, text.length)
  ;(await import('node:fs')).writeFileSync('/tmp/openapi.json', JSON.stringify(JSON.parse(text), null, 2))
  expect(response.status).toBe(200)
})
