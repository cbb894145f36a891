import { afterAll, beforeAll } from 'vitest'
import { ApiClient } from './api-client.ts'
import type { ApiService, ApiServiceOptions, StartService } from './api-service.ts'

/** A service that all tests of a suite share, and its API as an administrator. */
export interface ServiceInUse {
  readonly service: ApiService
  readonly api: ApiClient
}

/** Starts a service before the tests of the suite, and stops it after them. */
export function useService(start: StartService, options: ApiServiceOptions = {}): ServiceInUse {
  let inUse: ServiceInUse | undefined
  beforeAll(async () => {
    const service = await start(options)
    inUse = { service, api: await ApiClient.open(service.url, service.keys.admin) }
  })
  afterAll(() => inUse?.service[Symbol.asyncDispose]())
  const started = (): ServiceInUse => {
    if (inUse === undefined) throw new Error('The service has not been started.')
    return inUse
  }
  return {
    get service() {
      return started().service
    },
    get api() {
      return started().api
    },
  }
}
