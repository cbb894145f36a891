import { rmSync } from 'node:fs'
import { lstat, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const PREFIX = 'airbnb-insights-login-'

/** Older profiles are nobody's any more, whoever may have got the id of the process that made them. */
const STALE_AFTER_MS = 86_400_000

/** A profile that keeps and offers nothing of what is typed: its owner deletes it anyway. */
const PREFERENCES = {
  credentials_enable_service: false,
  autofill: { profile_enabled: false, credit_card_enabled: false },
  profile: { password_manager_enabled: false },
}

/**
 * Makes an empty profile, which its owner alone can read.
 *
 * @param among the folder of temporary files.
 * @returns its folder, named after this process.
 */
export async function makeProfile(among: string): Promise<string> {
  // Node makes it with mode 0700.
  const folder = await mkdtemp(join(among, `${PREFIX}${String(process.pid)}-`))
  await mkdir(join(folder, 'Default'), { mode: 0o700 })
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(PREFERENCES), { mode: 0o600 })
  return folder
}

/**
 * Deletes a profile also where the process ends at once, as after a second Ctrl-C. To be called once the browser has been
 * started: what ends that then comes first.
 *
 * @returns takes it back.
 */
export function removeProfileAtExit(folder: string): () => void {
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  process.once('exit', remove)
  return () => void process.removeListener('exit', remove)
}

/** Deletes a profile. A browser that is just ending may still hold its files. */
export async function removeProfile(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
}

/**
 * Deletes the profiles that processes left behind which were killed: a session may be in them.
 *
 * @param among the folder of temporary files. Profiles of other users are left alone.
 */
export async function removeStaleProfiles(among: string): Promise<void> {
  for (const name of await readdir(among).catch(() => [])) {
    const [, pid] = /^airbnb-insights-login-(\d+)-/.exec(name) ?? []
    if (pid === undefined) continue
    const folder = join(among, name)
    // What cannot be looked at or deleted now is tried again next time.
    if (await isStale(folder, Number(pid)).catch(() => false)) await removeProfile(folder).catch(() => {})
  }
}

async function isStale(folder: string, pid: number): Promise<boolean> {
  const { uid, mtimeMs } = await lstat(folder)
  if (process.getuid !== undefined && uid !== process.getuid()) return false
  return !isRunning(pid) || Date.now() - mtimeMs > STALE_AFTER_MS
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process (EPERM) runs.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
