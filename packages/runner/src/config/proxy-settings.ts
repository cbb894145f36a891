import { z } from 'zod'
import { DEFAULT_NETWORK } from './default-network.ts'
import { setting } from './setting.ts'
import { oneLine } from './text-schemas.ts'
import { parseAuthorities } from './trusted-authorities.ts'

const PROXY = 'http://host:port or http://user:password@host:port (also https://; SOCKS is not spoken)'

/** How requests to Airbnb leave this network, its proxies by the names that curl and Node read, the lower-case ones first. */
export const PROXY_SETTINGS = {
  httpsProxy: setting({
    flag: '--https-proxy',
    argument: '<url>',
    env: ['https_proxy', 'HTTPS_PROXY'],
    allowed: PROXY,
    defaultText: 'the one of HTTP_PROXY',
    schema: proxyUrl().describe('Proxy for requests to https:// sites.'),
  }),
  httpProxy: setting({
    flag: '--http-proxy',
    argument: '<url>',
    env: ['http_proxy', 'HTTP_PROXY'],
    allowed: PROXY,
    defaultText: 'none',
    schema: proxyUrl().describe(
      'Proxy for requests to http:// sites, and to https:// sites without one of their own.',
    ),
  }),
  noProxy: setting({
    flag: '--proxy-exceptions',
    argument: '<hosts>',
    env: ['no_proxy', 'NO_PROXY'],
    allowed: 'host names, with a port or not, separated by commas; * is all of them',
    defaultText: 'none',
    schema: oneLine().describe('Hosts that are asked directly, and their subdomains.'),
  }),
  networkName: setting({
    flag: '--network-name',
    argument: '<name>',
    env: ['NETWORK_NAME'],
    default: DEFAULT_NETWORK,
    allowed: '1 to 63 letters, digits, dots, hyphens and underscores',
    schema: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9._-]{1,63}$/)
      .describe(
        'The network that requests to Airbnb leave from: what stands in its way stops all that have the same name. Machines with addresses of their own get names of their own.',
      ),
  }),
  authorities: setting({
    flag: '--ca-file',
    argument: '<path>',
    env: ['AIRBNB_CA_FILE'],
    namesFile: true,
    allowed: 'the path of a PEM file with one certificate or more (-----BEGIN CERTIFICATE-----)',
    defaultText: "Node's own, with those of NODE_EXTRA_CA_CERTS",
    schema: z
      .string()
      .transform(parseAuthorities)
      .refine((authorities) => authorities !== undefined)
      .describe(
        "Certificate authorities to trust beside Node's own, for requests to Airbnb and its proxy: those of a network that opens TLS.",
      ),
  }),
}

function proxyUrl(): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .transform((text) => (text.includes('://') ? text : `http://${text}`))
    .refine((text) => {
      const url = URL.parse(text)
      return url !== null && ['http:', 'https:'].includes(url.protocol) && url.hostname !== ''
    })
}
