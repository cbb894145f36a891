import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { makeAuthority } from '../../../../scripts/self-made-certificate.ts'
import { CliFolder } from './cli-folder.ts'

const folder = new CliFolder()
const company = makeAuthority('Example Corp inspection')
const other = makeAuthority('Somebody else')
let simulator: Simulator
/** The simulator over https, with a certificate of the company's. */
let front: Server
let site: string
let proxy: Server
let proxyUrl: string
const tunnels: string[] = []
const sockets = new Set<Socket>()

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ accountId: '7001', listings: 1 }] })
  for (const { credentials } of simulator.accounts) {
    await folder.run(['accounts', 'add', '--from', '-'], { stdin: curlCommand(credentials) })
  }
  const { certificate: cert, key } = company.issue(['127.0.0.1', 'localhost'])
  front = createSecureServer({ cert, key }, (incoming, answer) => {
    const { method, headers, url } = incoming
    const outgoing = request(new URL(url ?? '/', simulator.url), { method, headers }, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers)
      came.pipe(answer)
    })
    incoming.pipe(outgoing)
  })
  site = `https://127.0.0.1:${await listening(front)}`
  proxy = createServer()
  proxy.on('connect', (incoming, near: Socket) => {
    tunnels.push(String(incoming.url))
    const { hostname, port } = new URL(`http://${incoming.url}`)
    const far = connect(Number(port), hostname, () => {
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      near.pipe(far).pipe(near)
    })
    for (const socket of [near, far]) sockets.add(socket.on('error', () => socket.destroy()))
  })
  proxyUrl = `http://127.0.0.1:${await listening(proxy)}`
  writeFileSync(join(folder.path, 'company.pem'), `the company's\n${company.certificate}`)
  writeFileSync(join(folder.path, 'both.pem'), other.certificate + company.certificate)
  writeFileSync(join(folder.path, 'other.pem'), other.certificate)
  writeFileSync(join(folder.path, 'empty.pem'), '')
  writeFileSync(join(folder.path, 'torn.pem'), company.certificate.replace(/[A-Za-z\d+/]{64}\n/, ''))
  writeFileSync(join(folder.path, 'key.pem'), key)
})
beforeEach(() => void tunnels.splice(0))
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of [front, proxy]) {
    server.closeAllConnections()
    server.close()
  }
  await simulator.close()
  folder[Symbol.dispose]()
})

const doctor = (env: Record<string, string>) =>
  folder.run(['doctor', '--base-url', site, '--min-interval-ms', '0', '--timeout-ms', '5000'], { env })

describe('a site whose certificate is of a company that opens TLS', () => {
  it.each([
    ['directly', {}],
    ['through a proxy', { HTTPS_PROXY: 'set' }],
  ])('is asked %s with the company’s certificate, and doctor says whom it trusts', async (_how, through) => {
    const isProxied = 'HTTPS_PROXY' in through
    const { code, stdout } = await doctor({
      AIRBNB_CA_FILE: 'company.pem',
      ...(isProxied ? { HTTPS_PROXY: proxyUrl } : {}),
    })
    expect(stdout).toContain('✓ session      7001: works, 1 listing\n')
    expect(stdout).toContain(
      "✓ authorities  trusted beside Node's own, by AIRBNB_CA_FILE (--ca-file): Example Corp inspection\n",
    )
    expect(stdout.includes(`${site} is asked through ${proxyUrl}`)).toBe(isProxied)
    expect(tunnels.every((host) => host === new URL(site).host)).toBe(true)
    expect(tunnels.length > 0).toBe(isProxied)
    expect(code).toBe(0)
  })

  it.each([
    ['nobody’s', {}],
    ['another company’s', { AIRBNB_CA_FILE: 'other.pem' }],
    ['nobody’s, through a proxy', { HTTPS_PROXY: 'set' }],
  ])('is refused with %s, and the setting is named', async (_whose, env) => {
    const { code, stdout } = await doctor('HTTPS_PROXY' in env ? { HTTPS_PROXY: proxyUrl } : env)
    expect(stdout).toMatch(/✗ session +7001: [^\n]*(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_[A-Z_]+)/)
    expect(stdout).toContain('AIRBNB_CA_FILE (--ca-file), or with NODE_EXTRA_CA_CERTS')
    expect(code).toBe(1)
  })

  it('is asked with a file of several certificates, from a flag, by a sync as well', async () => {
    const { code } = await folder.run([
      'sync',
      '--base-url',
      site,
      '--min-interval-ms',
      '0',
      '--lookback-weeks',
      '1',
      '--lookahead-weeks',
      '0',
      '--horizon-weeks',
      '0',
      '--ca-file',
      'both.pem',
    ])
    expect(code).toBe(0)
  })
})

it.each([
  ['a file that is not there', 'nowhere.pem', '"nowhere.pem" (ENOENT)'],
  ['an empty file', 'empty.pem', '"empty.pem"'],
  ['a certificate that is not whole', 'torn.pem', '"torn.pem"'],
  ['a key', 'key.pem', '"key.pem"'],
])('refuses %s by name, and shows nothing of what is in it', async (_what, file, shown) => {
  const { code, stderr } = await doctor({ AIRBNB_CA_FILE: file })
  expect(stderr).toMatch(
    /^airbnb-insights: AIRBNB_CA_FILE \(--ca-file\): given "[^"]+"[^\n]*, allowed: the path of a [^\n]+\n$/,
  )
  expect(stderr).toContain(shown)
  expect(code).toBe(2)
})

it('doctor tells of what Node was told to trust', async () => {
  const { stdout } = await doctor({ NODE_EXTRA_CA_CERTS: '/etc/ssl/company.pem' })
  expect(stdout).toContain(
    '✓ authorities  Node trusts those of NODE_EXTRA_CA_CERTS as well: /etc/ssl/company.pem\n',
  )
})
