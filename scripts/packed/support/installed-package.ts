import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { publishedPackages, type WorkspacePackage, workspaceRoot } from '../../test/support/workspace.ts'

const run = promisify(execFile)

/** What a program printed and how it ended. */
interface Ended {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** `pnpm pack`s every published package; gives each one's tarball by package name. */
export async function packAll(folder: string): Promise<Record<string, string>> {
  const packed = publishedPackages().map(async (pkg) => [pkg.manifest.name, await pack(pkg, folder)] as const)
  return Object.fromEntries(await Promise.all(packed))
}

async function pack({ path, manifest }: WorkspacePackage, folder: string): Promise<string> {
  const target = mkdtempSync(join(folder, 'tarball-'))
  const pnpm = join(workspaceRoot, 'node_modules/.bin/pnpm')
  await run(pnpm, ['pack', '--pack-destination', target], { cwd: path })
  const [tarball] = readdirSync(target)
  if (tarball === undefined) throw new Error(`pnpm packed nothing for ${manifest.name}`)
  return join(target, tarball)
}

const fromTarball = (path: string | undefined) => `file:${path}`

/**
 * Installs one package with its dependencies in a new folder, which is given; packages of ours among the
 * dependencies come from their tarballs.
 */
export async function installAlone(
  folder: string,
  name: string,
  tarballs: Readonly<Record<string, string>>,
): Promise<string> {
  const project = realpathSync(mkdtempSync(join(folder, 'project-')))
  const others = Object.entries(tarballs).filter(([other]) => other !== name)
  const manifest = {
    name: 'consumer',
    private: true,
    dependencies: { [name]: fromTarball(tarballs[name]) },
    overrides: Object.fromEntries(others.map(([other, path]) => [other, fromTarball(path)])),
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']
  await run('npm', ['install', ...options, '--loglevel=error'], { cwd: project, env: outsideOfNpm() })
  return project
}

/** A folder that holds one of the packages, installed from its tarball by npm. */
export class Project {
  /** Its path, without symbolic links. */
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Writes a file into the project, and gives its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name)
    writeFileSync(path, text)
    return path
  }

  /** Runs a file of the project, or an installed program, with Node. */
  node(...args: string[]): Promise<Ended> {
    return ended(process.execPath, args, this.folder)
  }

  /** Runs a program in the project. */
  run(command: string, ...args: string[]): Promise<Ended> {
    return ended(command, args, this.folder)
  }

  /** Makes a dependency of a workspace folder available, as if it had been installed as well. */
  link(dependency: string, of = '.'): void {
    const place = join(this.folder, 'node_modules', dependency)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(realpathSync(join(workspaceRoot, of, 'node_modules', dependency)), place)
  }
}

async function ended(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  try {
    const { stdout, stderr } = await run(command, args, { cwd, env: outsideOfNpm(), maxBuffer: 2 ** 26 })
    return { status: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string }
    if (typeof code !== 'number') throw error
    return { status: code, stdout: stdout ?? '', stderr: stderr ?? '' }
  }
}

/**
 * The environment without what `npm test` tells its scripts about this workspace, which would mislead another npm,
 * and without vitest's own settings.
 */
function outsideOfNpm(): NodeJS.ProcessEnv {
  const misleading =
    /^(npm_(package_|lifecycle_|command$|config_(local_prefix|prefix|global_prefix|frozen_lockfile)$)|NODE_ENV$|VITEST)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)))
}
