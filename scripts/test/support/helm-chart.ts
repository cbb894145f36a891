import { spawnSync } from 'node:child_process'
import { parseYaml } from './deployment-files.ts'
import { findProgram } from './find-program.ts'
import type { KubernetesObject } from './manifests.ts'
import { workspaceRoot } from './workspace.ts'

/** The chart's folder, from the root. */
export const CHART = 'deploy/helm/airbnb-insights'

/** Helm, where it is installed. */
export const helm = findProgram('helm')

/** Runs Helm from the root. */
export function runHelm(...words: readonly string[]): {
  status: number | null
  stdout: string
  stderr: string
} {
  if (helm === undefined) throw new Error('Helm is not installed')
  return spawnSync(helm.path, words, { cwd: workspaceRoot, encoding: 'utf8' })
}

/**
 * What the chart makes, as `helm template` renders it.
 *
 * @param settings - of `--set`, such as `mode=pooled`.
 */
export function renderChart(...settings: readonly string[]): KubernetesObject[] {
  // The service's own settings are text, also where they are numbers.
  const given = settings.flatMap((setting) => [
    /settings\./.test(setting) ? '--set-string' : '--set',
    setting,
  ])
  const { status, stdout, stderr } = runHelm(
    'template',
    'airbnb-insights',
    CHART,
    '--namespace',
    'airbnb-insights',
    // A Helm of one's own build knows none.
    '--kube-version',
    '1.34.0',
    ...given,
  )
  if (status !== 0) throw new Error(`helm template ended with ${String(status)}: ${stderr}`)
  return parseYaml(stdout)
}
