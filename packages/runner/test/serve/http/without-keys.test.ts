import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcessService, startInProcess } from './support/in-process-service.ts'

let service: InProcessService
beforeAll(async () => {
  service = await startInProcess({ server: { auth: 'insecure' } })
})
afterAll(() => service[Symbol.asyncDispose]())

/** Sends headers that `fetch` does not let anybody choose. */
function send(method: string, path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${service.url}${path}`, { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('without API keys', () => {
  it('answers programs on this machine', async () => {
    const { port } = new URL(service.url)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect(await send('GET', '/api/v1/accounts', { host })).toBe(200)
    }
    expect(
      await send('GET', '/api/v1/accounts', {
        host: `localhost:${port}`,
        origin: `http://localhost:${port}`,
      }),
    ).toBe(200)
  })

  it('answers no page of somewhere else, by whichever name it comes', async () => {
    const { host } = new URL(service.url)
    expect(await send('GET', '/api/v1/accounts', { host: 'rebound.example:8000' })).toBe(403)
    expect(await send('GET', '/metrics', { host: '127.0.0.1.rebound.example' })).toBe(403)
    expect(await send('POST', '/api/v1/accounts/1/sync', { host, origin: 'https://evil.example' })).toBe(403)
    expect(await send('POST', '/api/v1/accounts/1/sync', { host, origin: 'null' })).toBe(403)
  })

  it('answers probes whatever they call it', async () => {
    expect(await send('GET', '/health', { host: 'service.internal' })).toBe(200)
  })
})
