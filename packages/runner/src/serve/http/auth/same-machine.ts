import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * Whether a request comes from a web page of somewhere else. Where no key is asked for, any page that a browser on this
 * machine shows could send one: by a form, or by a name of its own that leads to this machine.
 */
export function isFromElsewhere({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const { host = '', origin } = headers
  if (!isLoopbackName(hostnameOf(`http://${host}`))) return true
  return origin !== undefined && !isLoopbackName(hostnameOf(origin))
}

/** Whether a name or an address can only be this machine. */
export function isLoopbackName(name: string): boolean {
  if (name === 'localhost' || name === '::1' || name === '[::1]') return true
  return isIP(name) === 4 && name.startsWith('127.')
}

function hostnameOf(url: string): string {
  return URL.parse(url)?.hostname ?? ''
}
