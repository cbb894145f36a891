import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout's folder, without a slash at its end. */
export const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')

interface Manifest {
  readonly name: string
  readonly version: string
  readonly engines?: Record<string, string>
  readonly bin?: Record<string, string>
  readonly exports?: Record<string, unknown>
  readonly dependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
}

export interface WorkspacePackage {
  /** The folder's name below `packages/`. */
  readonly folder: string
  readonly path: string
  readonly manifest: Manifest
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** The published packages. */
export function publishedPackages(): WorkspacePackage[] {
  return readdirSync(join(workspaceRoot, 'packages')).map((folder) => {
    const path = join(workspaceRoot, 'packages', folder)
    return { folder, path, manifest: readManifest(path) }
  })
}

/** Every file that git tracks or would track, relative to the root. */
export function trackedFiles(): string[] {
  // A checkout that belongs to another user, as CI's often does, is no danger to a listing of its files.
  const listing = execFileSync(
    'git',
    ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: workspaceRoot, encoding: 'utf8', maxBuffer: 2 ** 26 },
  )
  // A file deleted but not yet committed is still listed.
  return listing.split('\0').filter((file) => file !== '' && existsSync(join(workspaceRoot, file)))
}
