import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { z } from 'zod'
import { parseProxyAddresses } from './proxy-addresses.ts'
import { parseServiceKeys, type ServiceKey, ServiceKeyListError } from './service-keys.ts'
import { setting } from './setting.ts'
import { oneLine, wholeNumber } from './text-schemas.ts'

/** What a process of the service does: `admin` answers the API, `worker` syncs, `hybrid` does both. */
export type ServiceMode = 'admin' | 'worker' | 'hybrid'

/** What `MODE` can say: `operator` keeps workers in a cluster, and is none of the service's own parts. */
export type ProcessMode = ServiceMode | 'operator'

/** What web frameworks read `MODE` for. */
const BUILD_MODES: ReadonlySet<string> = new Set(
  'production prod development dev staging stage test testing local debug release none'.split(' '),
)

const PROCESS_MODES = ['admin', 'worker', 'hybrid', 'operator'] as const satisfies readonly ProcessMode[]

/** How the service answers HTTP. */
export const SERVICE_HTTP_SETTINGS = {
  mode: setting<ProcessMode>({
    flag: '--mode',
    argument: '<mode>',
    env: ['MODE'],
    default: 'hybrid',
    allowed: PROCESS_MODES.join(', '),
    isForeign: (text) => BUILD_MODES.has(text.toLowerCase()),
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(PROCESS_MODES))
      .describe(
        'What this process does: admin (API only), worker (schedule and sync only), hybrid (both), or operator (keep workers in a cluster).',
      ),
  }),
  host: setting({
    flag: '--host',
    argument: '<address>',
    env: ['HOST'],
    default: '127.0.0.1',
    allowed: 'an address or host name of this machine; 0.0.0.0 and :: are all of them',
    isForeign: (text) => !couldBeOwnHost(text),
    schema: oneLine(255)
      .pipe(z.string().regex(/^[\w.:%-]+$/))
      .describe('Address that the service listens at.'),
  }),
  port: setting({
    flag: '--port',
    argument: '<port>',
    env: ['PORT'],
    default: 8000,
    allowed: 'a port from 1 to 65535, or 0 for any that is free',
    // Docker's links and Kubernetes write tcp://10.0.0.1:80.
    isForeign: (text) => text.includes('://'),
    schema: wholeNumber({ min: 0, max: 65_535 }).describe('Port that the service listens at.'),
  }),
  serviceKeys: setting<readonly ServiceKey[] | undefined>({
    flag: '--service-keys',
    argument: '<keys>',
    env: ['SERVICE_KEYS', 'API_KEYS'],
    secret: true,
    allowed: 'scope:key, several separated by commas; scope read or admin, each key of 32 characters or more',
    isForeign: (text, name) => name === 'API_KEYS' && !/(?:read|admin)\s*:/i.test(text),
    schema: z
      .string()
      .transform(readServiceKeys)
      .describe('Keys that callers of the API send, each with what it may do: read or admin.'),
  }),
  rateLimitPerMinute: setting({
    flag: '--rate-limit-per-minute',
    argument: '<n>',
    env: ['RATE_LIMIT_PER_MINUTE'],
    default: 600,
    allowed: 'a whole number from 0 (no limit) to 1000000',
    schema: wholeNumber({ min: 0, max: 1_000_000 }).describe(
      'Requests a minute for each API key, and for each address that sends none.',
    ),
  }),
  trustProxy: setting<readonly string[]>({
    flag: '--trust-proxy',
    argument: '<addresses>',
    env: ['TRUST_PROXY'],
    default: [],
    defaultText: 'none',
    allowed: 'addresses and CIDR blocks such as 10.0.0.0/8, separated by commas',
    schema: z
      .string()
      .transform(parseProxyAddresses)
      .pipe(z.custom<readonly string[]>((addresses) => addresses !== undefined))
      .describe("Proxies whose X-Forwarded-For header names the caller's address."),
  }),
}

/** Compilers and shells have a `HOST` as well (`x86_64-conda-linux-gnu`), and so have web frameworks (`http://localhost:3000`). */
function couldBeOwnHost(text: string): boolean {
  if (!/^[\w.:%-]+$/.test(text)) return false
  return (
    isIP(text.replace(/%.*$/, '')) !== 0 || text.includes('.') || ['localhost', hostname()].includes(text)
  )
}

function readServiceKeys(text: string, context: z.RefinementCtx): readonly ServiceKey[] {
  try {
    return parseServiceKeys(text)
  } catch (error) {
    if (!(error instanceof ServiceKeyListError)) throw error
    context.addIssue({ code: 'custom', message: error.message, params: { explains: true } })
    return z.NEVER
  }
}
