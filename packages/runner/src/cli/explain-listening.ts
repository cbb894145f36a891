import { ConfigurationError } from '../output/runner-error.ts'

/** Says in the settings' words why a process cannot listen where it was told to; any other error is thrown as it is. */
export function explainListening(error: unknown): never {
  if (error instanceof Error && 'code' in error && 'port' in error) {
    const { code, port } = error
    if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new ConfigurationError(`The service cannot listen at port ${String(port)} (${code}).`, {
        hint: 'PORT (--port) and HOST (--host) choose another; is another service running already?',
        cause: error,
      })
    }
  }
  throw error
}
