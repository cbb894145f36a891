import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publishedPackages, workspaceRoot } from './workspace.ts'

const run = promisify(execFile)

/** What a program printed and how it ended. */
export interface Ended {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** An empty project that holds one of the packages, installed from its tarball by npm. */
export interface Project {
  readonly folder: string
  /** Writes a file into the project. */
  write(name: string, text: string): void
  /** Runs a file of the project, or an installed program, with Node. */
  node(...args: string[]): Promise<Ended>
  /** Type-checks `consumer.ts` and every declaration that it leads to; gives the errors outside other people's packages. */
  typeErrors(consumer: string): Promise<string[]>
  /** Makes a development dependency of the workspace available, as if it had been installed as well. */
  link(name: string): void
}

/** `pnpm pack`s every published package into `folder`; gives each one's tarball by package name. */
export async function packAll(folder: string): Promise<Map<string, string>> {
  const tarballs = new Map<string, string>()
  for (const { path, manifest } of publishedPackages()) {
    const target = mkdtempSync(join(folder, 'tarball-'))
    await run(join(workspaceRoot, 'node_modules/.bin/pnpm'), ['pack', '--pack-destination', target], {
      cwd: path,
    })
    const [tarball] = readdirSync(target)
    if (tarball === undefined) throw new Error(`pnpm packed nothing for ${manifest.name}`)
    tarballs.set(manifest.name, join(target, tarball))
  }
  return tarballs
}

const fromTarball = (path: string | undefined) => `file:${path}`

/** Installs one package with its dependencies in a new folder; packages of ours among them come from their tarballs. */
export async function installAlone(
  folder: string,
  name: string,
  tarballs: Map<string, string>,
): Promise<Project> {
  const project = realpathSync(mkdtempSync(join(folder, 'project-')))
  const others = [...tarballs].filter(([other]) => other !== name)
  const manifest = {
    name: 'consumer',
    private: true,
    dependencies: { [name]: fromTarball(tarballs.get(name)) },
    overrides: Object.fromEntries(others.map(([other, path]) => [other, fromTarball(path)])),
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  await run(
    'npm',
    [
      'install',
      '--prefer-offline',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--loglevel=error',
    ],
    { cwd: project, env: outsideOfNpm() },
  )
  return {
    folder: project,
    write: (file, text) => writeFileSync(join(project, file), text),
    node: (...args) => ended(process.execPath, args, project),
    typeErrors: (consumer) => typeErrors(project, consumer, [...tarballs.keys()]),
    link: (dependency) => {
      const target = realpathSync(join(workspaceRoot, 'node_modules', dependency))
      symlinkSync(target, join(project, 'node_modules', dependency))
    },
  }
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'host-insights-packaging-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

async function typeErrors(project: string, consumer: string, own: readonly string[]): Promise<string[]> {
  writeFileSync(join(project, 'consumer.ts'), consumer)
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'ES2024',
        module: 'NodeNext',
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noEmit: true,
        typeRoots: [join(workspaceRoot, 'node_modules/@types')],
        types: ['node'],
      },
      files: ['consumer.ts'],
    }),
  )
  const tsc = join(workspaceRoot, 'node_modules/.bin/tsc')
  const { status, stdout, stderr } = await ended(tsc, ['--pretty', 'false'], project)
  const errors = stdout.split('\n').filter((line) => /error TS\d+/.test(line))
  if (status !== 0 && errors.length === 0) throw new Error(`tsc ended with ${status}: ${stdout}${stderr}`)
  // What other people's declarations get wrong is not ours to mend; an error without a file is the set-up's.
  const theirs = /^(?:\.\.\/|node_modules\/)/
  const ours = (line: string) => own.some((name) => line.startsWith(`node_modules/${name}/`))
  return errors.filter((line) => !theirs.test(line) || ours(line))
}

async function ended(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  try {
    const { stdout, stderr } = await run(command, args, { cwd, maxBuffer: 2 ** 26 })
    return { status: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string }
    if (typeof code !== 'number') throw error
    return { status: code, stdout: stdout ?? '', stderr: stderr ?? '' }
  }
}

/** The environment without what `npm test` tells its scripts about this workspace, which would mislead another npm. */
function outsideOfNpm(): NodeJS.ProcessEnv {
  const misleading =
    /^npm_(package_|lifecycle_|command$|config_(local_prefix|prefix|global_prefix|frozen_lockfile)$)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)))
}
