import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Another process that tried to take a folder's lock. */
export interface LockHolder {
  pid: number
  /** `held`, or `busy` and the pid that it was told. */
  answer: string
  /** Lets it release the lock and end. */
  end(): Promise<void>
  /** Ends it without a chance to release anything. */
  kill(): Promise<void>
}

/** Starts another process that takes a folder's lock, or is refused. */
export async function startLockHolder(folder: string, url?: string): Promise<LockHolder> {
  const script = fileURLToPath(new URL('lock-holder.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--conditions=airbnb-insights:source', script, folder, ...(url === undefined ? [] : [url])],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const exited = once(child, 'exit')
  const answer = await firstLine(child)
  return {
    pid: child.pid as number,
    answer,
    async end() {
      child.stdin?.end()
      await exited
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.trim()
}
