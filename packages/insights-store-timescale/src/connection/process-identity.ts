import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { promisify } from 'node:util'
import { systemErrorCode } from './system-error-code.ts'

/** Which process this is, beyond doubt: pids are used again, and each container counts its own. */
export interface ProcessIdentity {
  /** The host's name, for people. */
  host: string
  /** What tells apart two machines, or two containers, that may have the same name. */
  machine: string
  pid: number
  /** When the process began, in whatever form the system has it; null where it cannot be known. */
  startedAt: string | null
}

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return {
    host: hostname(),
    machine: await machineIdentity(),
    pid: process.pid,
    startedAt: await processStart(process.pid),
  }
}

/** Whether a process of this machine is alive. One that belongs to somebody else is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemErrorCode(error) === 'EPERM'
  }
}

/** When a process of this machine began; null where it is gone or the system does not say. */
export async function processStart(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return null
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may contain anything; the start time is the 20th field after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return process.platform === 'linux' ? null : startFromPs(pid)
  }
}

async function startFromPs(pid: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('env', [
      'LC_ALL=C',
      'ps',
      '-o',
      'lstart=',
      '-p',
      String(pid),
    ])
    return stdout.trim() || null
  } catch {
    return null
  }
}

async function machineIdentity(): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const pidNamespace = await readlink('/proc/self/ns/pid')
    return `${hostname()} ${boot.trim()} ${pidNamespace}`
  } catch {
    return hostname()
  }
}
