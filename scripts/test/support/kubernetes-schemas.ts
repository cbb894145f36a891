import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KubernetesObject } from './manifests.ts'
import { workspaceRoot } from './workspace.ts'

/**
 * Where the types of an API version are: package `kubernetes-models`, made from what Kubernetes publishes, has a folder
 * for each group and version, and so has `@kubernetes-models/keda` for KEDA's.
 */
function modelModule({ apiVersion }: KubernetesObject): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  const start = group === 'keda.sh' ? '@kubernetes-models/keda' : 'kubernetes-models'
  return [start, group, version].filter((part) => part !== '').join('/')
}

/** @throws where a value of the object does not fit what Kubernetes publishes. */
export async function assertFitsSchema(object: KubernetesObject): Promise<void> {
  const models = (await import(modelModule(object))) as Record<
    string,
    (new (data: object) => { validate(): void }) | undefined
  >
  const Model = models[object.kind]
  if (Model === undefined) throw new Error(`${modelModule(object)} has no ${object.kind}`)
  new Model(object).validate()
}

/** Objects as TypeScript literals of the published types: the compiler finds a field that does not exist. */
export function typedLiterals(objects: readonly KubernetesObject[]): string {
  return objects
    .map(
      (object, index) =>
        `import type { I${object.kind} as Kind${index} } from '${modelModule(object)}'\n` +
        `export const object${index}: Kind${index} = ${JSON.stringify(object)}\n`,
    )
    .join('')
}

/** What the compiler says of a module beside the workspace's packages. */
export function typeErrors(source: string): string[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'host-insights-manifests-')))
  try {
    symlinkSync(join(workspaceRoot, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'manifests.ts'), source)
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', '']
    const { status, stdout, stderr } = spawnSync(
      join(workspaceRoot, 'node_modules/.bin/tsc'),
      [...options, '--pretty', 'false', 'manifests.ts'],
      { cwd: folder, encoding: 'utf8' },
    )
    const errors = stdout.split('\n').filter((line) => line.includes('error TS'))
    if (status !== 0 && errors.length === 0) throw new Error(`tsc ended with ${status}: ${stdout}${stderr}`)
    return errors
  } finally {
    rmSync(folder, { recursive: true })
  }
}
