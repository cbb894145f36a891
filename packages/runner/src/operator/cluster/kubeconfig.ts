import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const execCommand = z.object({
  apiVersion: z.string(),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
})

/** A program that gives credentials, such as those of cloud providers. */
export type ExecCommand = z.output<typeof execCommand>

const cluster = z.object({
  server: z.url(),
  'certificate-authority': z.string().optional(),
  'certificate-authority-data': z.string().optional(),
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': z.string().optional(),
  'proxy-url': z.string().optional(),
})

const user = z.object({
  token: z.string().optional(),
  tokenFile: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  'client-certificate': z.string().optional(),
  'client-certificate-data': z.string().optional(),
  'client-key': z.string().optional(),
  'client-key-data': z.string().optional(),
  exec: execCommand.optional(),
})

const context = z.object({
  cluster: z.string(),
  user: z.string().optional(),
  namespace: z.string().optional(),
})

const kubeconfig = z.object({
  clusters: z.array(z.object({ name: z.string(), cluster })).nullish(),
  users: z.array(z.object({ name: z.string(), user: user.nullish() })).nullish(),
  contexts: z.array(z.object({ name: z.string(), context })).nullish(),
  'current-context': z.string().optional(),
})

type Kubeconfig = z.output<typeof kubeconfig>

/** A kubeconfig, and the folder that paths in it start from. */
interface ReadFile {
  readonly folder: string
  readonly config: Kubeconfig
}

/** Where a cluster is, and how this process shows there who it is. Files are read when they are needed. */
export interface ClusterConfig {
  readonly server: string
  readonly namespace: string | undefined
  /** PEM, or the file that it is in. */
  readonly authorities: PemSource | undefined
  readonly verifies: boolean
  readonly serverName: string | undefined
  readonly proxy: string | undefined
  readonly certificate: PemSource | undefined
  readonly key: PemSource | undefined
  readonly token: PemSource | undefined
  readonly basic: string | undefined
  readonly exec: (ExecCommand & { readonly folder: string }) | undefined
}

/** A text, or the file that holds it and may be written anew. */
export type PemSource = { readonly text: string } | { readonly file: string }

/**
 * The current context of kubeconfig files. Of several the first that has a thing counts, as with `kubectl`.
 *
 * @throws Error in one line for a file that cannot be read, or names no cluster.
 */
export function readKubeconfig(paths: readonly string[]): ClusterConfig {
  const files = paths.map((path) => ({ folder: dirname(resolve(path)), config: readFile(path) }))
  const current = files.map(({ config }) => config['current-context']).find((name) => (name ?? '') !== '')
  if (current === undefined) throw new Error('it has no current-context')
  const [chosen] = entries(files, ({ contexts }) => contexts, current)
  if (chosen === undefined) throw new Error(`it has no context ${current}`)
  const { cluster: at, user: as = '', namespace } = chosen.entry.context
  const [found] = entries(files, ({ clusters }) => clusters, at)
  if (found === undefined) throw new Error(`it has no cluster ${at}`)
  const [who] = entries(files, ({ users }) => users, as)
  const { basicOfServer, ...place } = placeOf(found.entry.cluster, found.folder)
  const identity = identityOf(who?.entry.user ?? {}, who?.folder ?? '.')
  return { namespace, ...place, ...identity, basic: identity.basic ?? basicOfServer }
}

function placeOf(at: z.output<typeof cluster>, folder: string) {
  const url = new URL(at.server)
  const [name, password] = [url.username, url.password].map(decodeURIComponent)
  // The address is in log and messages, where no password is to be.
  url.username = ''
  url.password = ''
  return {
    server: url.href.replace(/\/+$/, ''),
    basicOfServer: name === '' ? undefined : basicOf(name ?? '', password ?? ''),
    authorities: source(at['certificate-authority-data'], at['certificate-authority'], folder),
    verifies: at['insecure-skip-tls-verify'] !== true,
    serverName: at['tls-server-name'],
    proxy: at['proxy-url'],
  }
}

function identityOf(who: z.output<typeof user>, folder: string) {
  const { token, tokenFile, username, password = '', exec } = who
  const tokenText = token === undefined ? undefined : { text: token }
  return {
    certificate: source(who['client-certificate-data'], who['client-certificate'], folder),
    key: source(who['client-key-data'], who['client-key'], folder),
    token: tokenFile === undefined ? tokenText : { file: resolve(folder, tokenFile) },
    basic: username === undefined ? undefined : basicOf(username, password),
    exec: exec && { ...exec, folder },
  }
}

const basicOf = (name: string, password: string): string =>
  Buffer.from(`${name}:${password}`).toString('base64')

/** Data in base64 go before a file. */
function source(data: string | undefined, file: string | undefined, folder: string): PemSource | undefined {
  if (data !== undefined) return { text: Buffer.from(data, 'base64').toString('utf8') }
  return file === undefined ? undefined : { file: resolve(folder, file) }
}

function readFile(path: string): Kubeconfig {
  const parsed = kubeconfig.safeParse(parse(readFileSync(path, 'utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`${path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim())
}

/** The entries of a name in all files, the one that counts first. */
function entries<Entry extends { readonly name: string }>(
  files: readonly ReadFile[],
  of: (config: Kubeconfig) => readonly Entry[] | null | undefined,
  name: string,
): { readonly folder: string; readonly entry: Entry }[] {
  return files.flatMap(({ folder, config }) =>
    (of(config) ?? []).filter((entry) => entry.name === name).map((entry) => ({ folder, entry })),
  )
}
