import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HttpMethod, KubeConfig, RequestContext } from '@kubernetes/client-node'
import { afterAll, expect, test } from 'vitest'
import { loadCluster } from '../../../src/operator/cluster/load-cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** A kubeconfig of one context; users and what a cluster has beside its address are given as YAML. */
const config = (name: string, user: string, cluster = ''): string =>
  put(
    name,
    `apiVersion: v1
kind: Config
current-context: there
contexts: [{ name: there, context: { cluster: c, user: u, namespace: insights } }]
clusters: [{ name: c, cluster: { server: "https://api.example:6443/"${cluster} } }]
users: [{ name: u, user: { ${user} } }]
`,
  )

/** What Kubernetes' own client sends with the same file. */
async function headersOfClient(path: string): Promise<unknown> {
  const client = new KubeConfig()
  client.loadFromFile(path)
  const request = new RequestContext('https://api.example:6443', HttpMethod.GET)
  await client.applySecurityAuthentication(request)
  return Object.fromEntries(
    Object.entries(request.getHeaders()).map(([name, value]) => [name.toLowerCase(), value]),
  )
}

test.each([
  ['a token', () => 'token: simsecret-1'],
  ['a name and a password', () => 'username: anna, password: simsecret-2'],
  [
    'a program that gives a token',
    () => {
      const status = { token: 'simsecret-3' }
      const program = put(
        'give',
        `#!/bin/sh\nprintf '%s' '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })}'\n`,
      )
      chmodSync(program, 0o700)
      return `exec: { apiVersion: client.authentication.k8s.io/v1, command: ${program}, interactiveMode: Never }`
    },
  ],
])('with %s it shows who it is as Kubernetes’ own client does', async (name, user) => {
  const path = config(`config of ${name}`, user())
  const cluster = loadCluster({ KUBECONFIG: path, PATH: process.env['PATH'] })
  expect(cluster).toMatchObject({ server: 'https://api.example:6443', namespace: 'insights' })
  const { headers } = await cluster.access()
  expect(headers).toEqual(await headersOfClient(path))
  expect(headers['authorization']).toMatch(/^(Bearer|Basic) /)
})

test('a token in a file is read from beside the kubeconfig, and anew when it was not known', async () => {
  put('token', 'simsecret-4\n')
  const cluster = loadCluster({ KUBECONFIG: config('with file', 'tokenFile: token') })
  expect((await cluster.access()).headers).toEqual({ authorization: 'Bearer simsecret-4' })
  put('token', 'simsecret-5\n')
  expect((await cluster.access()).headers).toEqual({ authorization: 'Bearer simsecret-4' })
  cluster.forget()
  expect((await cluster.access()).headers).toEqual({ authorization: 'Bearer simsecret-5' })
})

test('of several files the first that has a thing counts', () => {
  const first = put('first', 'current-context: there\n')
  const paths = [first, config('second', 'token: a')].join(':')
  expect(loadCluster({ KUBECONFIG: paths }).server).toBe('https://api.example:6443')
})

test('a pod knows by its files where and who it is', async () => {
  const account = join(folder, 'account')
  mkdirSync(account)
  for (const [name, text] of Object.entries({ token: 'simsecret-6', namespace: 'insights', 'ca.crt': '' })) {
    writeFileSync(join(account, name), text)
  }
  const pod = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }
  const cluster = loadCluster(pod, account)
  expect(cluster).toMatchObject({ server: 'https://[fd00::1]:443', namespace: 'insights' })
  expect((await cluster.access()).headers).toEqual({ authorization: 'Bearer simsecret-6' })
})

test.each<[string, () => Record<string, string>, string]>([
  ['nowhere', () => ({}), 'is not in a cluster, KUBECONFIG is not set'],
  [
    'in a pod without a token',
    () => ({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }),
    'automountServiceAccountToken',
  ],
  ['with a file that is none', () => ({ KUBECONFIG: join(folder, 'none') }), 'ENOENT'],
  [
    'with one that chooses nothing',
    () => ({ KUBECONFIG: put('empty', 'kind: Config\n') }),
    'no current-context',
  ],
  [
    'with a context that is not there',
    () => ({ KUBECONFIG: put('lost', 'current-context: x\n') }),
    'no context x',
  ],
  ['with something else', () => ({ KUBECONFIG: put('list', 'clusters: 3\n') }), 'clusters'],
])('%s it says so in one line', (_, environment, words) => {
  const load = () => loadCluster(environment())
  expect(load).toThrow(words)
  expect(load).toThrow(expect.objectContaining({ code: 'configuration' }))
})

test('a program that fails is told by its name', async () => {
  const cluster = loadCluster({
    KUBECONFIG: config(
      'failing',
      'exec: { apiVersion: client.authentication.k8s.io/v1, command: no-such-program }',
    ),
  })
  await expect(cluster.access()).rejects.toThrow(
    'no-such-program, which the kubeconfig has for credentials, failed',
  )
})

test('what a program prints that is no credential is not told', async () => {
  const program = put('bare', "#!/bin/sh\nprintf '%s' simsecret-6\n")
  chmodSync(program, 0o700)
  const exec = `exec: { apiVersion: client.authentication.k8s.io/v1, command: ${program} }`
  const cluster = loadCluster({ KUBECONFIG: config('with bare', exec), PATH: process.env['PATH'] })
  const refused = await cluster.access().catch((error: unknown) => error)
  expect(refused).toMatchObject({
    message: `${program}, which the kubeconfig has for credentials, gave none`,
  })
})

test('a password in the address is shown to the API server alone', async () => {
  const path = config('with password', '')
  writeFileSync(path, readFileSync(path, 'utf8').replace('https://', 'https://anna:simsecret-7%21@'))
  const cluster = loadCluster({ KUBECONFIG: path })
  expect(cluster.server).toBe('https://api.example:6443')
  const { headers } = await cluster.access()
  expect(headers).toEqual({ authorization: `Basic ${Buffer.from('anna:simsecret-7!').toString('base64')}` })
})
