import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CoreV1Api, V1Container, V1EnvVar, V1Pod, V1Volume } from '@kubernetes/client-node'

/** What a container finds around it: its variables, with the paths of its volumes as they are on this machine. */
export type Surroundings = Readonly<Record<string, string>>

/** What the image's Dockerfile sets. */
const OF_IMAGE = { NODE_ENV: 'production', PORT: '8000', LOG_FORMAT: 'json' }

/**
 * Reads the Secrets and ConfigMaps that a container refers to, writes its volumes into the folder, and gives its
 * variables. A variable that names a path below a mount is rewritten to the volume's folder: a process has no
 * file system of its own, as a container has.
 *
 * @param address - the pod's own IP address, which takes the place of `HOST`: pods share this machine's loopback
 * @throws Error when a Secret, a ConfigMap or a key of theirs is missing and not optional
 */
export async function surroundingsOf(
  core: CoreV1Api,
  pod: V1Pod,
  container: V1Container,
  { folder, address }: { folder: string; address: string },
): Promise<Surroundings> {
  const references = new References(core, pod.metadata?.namespace ?? 'default')
  const mounts = new Map<string, string>()
  for (const { name, mountPath } of container.volumeMounts ?? []) {
    const volume = pod.spec?.volumes?.find((one) => one.name === name)
    if (volume !== undefined) mounts.set(mountPath, await writeVolume(references, volume, join(folder, name)))
  }
  const variables: Record<string, string> = { ...OF_IMAGE, DATA_DIR: join(folder, 'data') }
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const values =
      configMapRef !== undefined
        ? await references.configMap(configMapRef.name ?? '', configMapRef.optional)
        : await references.secret(secretRef?.name ?? '', secretRef?.optional)
    for (const [key, value] of Object.entries(values ?? {})) variables[`${prefix}${key}`] = value
  }
  for (const variable of container.env ?? []) {
    const value = await valueOf(references, pod, variable, address)
    if (value !== undefined) variables[variable.name] = value
  }
  for (const [name, value] of Object.entries(variables)) variables[name] = onThisMachine(mounts, value)
  return { ...variables, HOST: address }
}

async function valueOf(
  references: References,
  pod: V1Pod,
  { name, value, valueFrom }: V1EnvVar,
  address: string,
): Promise<string | undefined> {
  if (valueFrom?.secretKeyRef !== undefined) {
    const { name: secret = '', key, optional } = valueFrom.secretKeyRef
    return keyOf(await references.secret(secret, optional), `Secret ${secret}`, key, optional)
  }
  if (valueFrom?.configMapKeyRef !== undefined) {
    const { name: configMap = '', key, optional } = valueFrom.configMapKeyRef
    return keyOf(await references.configMap(configMap, optional), `ConfigMap ${configMap}`, key, optional)
  }
  if (valueFrom?.fieldRef !== undefined) return fieldOf(pod, valueFrom.fieldRef.fieldPath, address)
  if (valueFrom !== undefined)
    throw new Error(`${name}: the stand-in for the kubelet knows no such valueFrom`)
  return value ?? ''
}

function fieldOf(pod: V1Pod, path: string, address: string): string {
  const fields: Record<string, string | undefined> = {
    'metadata.name': pod.metadata?.name,
    'metadata.namespace': pod.metadata?.namespace,
    'metadata.uid': pod.metadata?.uid,
    'spec.nodeName': pod.spec?.nodeName,
    'status.podIP': address,
  }
  const label = /^metadata\.labels\['(.+)'\]$/.exec(path)?.[1]
  const value = label === undefined ? fields[path] : pod.metadata?.labels?.[label]
  if (value === undefined) throw new Error(`the stand-in for the kubelet knows no field ${path}`)
  return value
}

function keyOf(values: Values | undefined, of: string, key: string, optional = false): string | undefined {
  const value = values?.[key]
  if (value === undefined && !optional) throw new Error(`${of} has no key ${key}`)
  return value
}

/** Writes a volume's files and gives its folder. */
async function writeVolume(references: References, volume: V1Volume, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { secret, configMap, emptyDir, projected } = volume
  // A projected one is that of the pod's token, which programs look for at a fixed path: it stays empty.
  if ([secret, configMap, emptyDir, projected].every((kind) => kind === undefined)) {
    throw new Error(`volume ${volume.name}: the stand-in for the kubelet knows no such kind`)
  }
  const values =
    secret !== undefined
      ? await references.secret(secret.secretName ?? '', secret.optional)
      : configMap !== undefined
        ? await references.configMap(configMap.name ?? '', configMap.optional)
        : {}
  const { items, optional } = secret ?? configMap ?? {}
  for (const { key, path } of items ?? Object.keys(values ?? {}).map((one) => ({ key: one, path: one }))) {
    const value = keyOf(values, `volume ${volume.name}`, key, optional)
    if (value !== undefined) writeFileSync(join(folder, path), value, { mode: 0o600 })
  }
  return folder
}

function onThisMachine(mounts: ReadonlyMap<string, string>, value: string): string {
  for (const [mountPath, folder] of mounts) {
    if (value === mountPath || value.startsWith(`${mountPath}/`))
      return folder + value.slice(mountPath.length)
  }
  return value
}

type Values = Readonly<Record<string, string>>

/** A pod's Secrets and ConfigMaps, each read once. */
class References {
  readonly #core: CoreV1Api
  readonly #namespace: string
  readonly #read = new Map<string, Values | undefined>()

  constructor(core: CoreV1Api, namespace: string) {
    this.#core = core
    this.#namespace = namespace
  }

  secret(name: string, optional?: boolean): Promise<Values | undefined> {
    return this.#once(`Secret ${name}`, optional, async () => {
      const { data = {} } = await this.#core.readNamespacedSecret({ name, namespace: this.#namespace })
      return Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
      )
    })
  }

  configMap(name: string, optional?: boolean): Promise<Values | undefined> {
    return this.#once(`ConfigMap ${name}`, optional, async () => {
      const { data } = await this.#core.readNamespacedConfigMap({ name, namespace: this.#namespace })
      return data ?? {}
    })
  }

  async #once(what: string, optional = false, read: () => Promise<Values>): Promise<Values | undefined> {
    if (!this.#read.has(what)) this.#read.set(what, await orMissing(read))
    const values = this.#read.get(what)
    if (values === undefined && !optional) throw new Error(`there is no ${what}`)
    return values
  }
}

async function orMissing(read: () => Promise<Values>): Promise<Values | undefined> {
  try {
    return await read()
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** Whether the API server says that there is no such thing. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 404
}
