import { Worker } from 'node:worker_threads'

/** What the worker starts from. */
export interface EngineStart {
  /** The directory of PGlite's own files. */
  readonly dataDir: string
  /** Settings that each session begins with, and that RESET leads back to. */
  readonly settings: Readonly<Record<string, string>>
  /** Run before anything else, each time it starts. */
  readonly statements: readonly string[]
}

/** Messages of PostgreSQL's protocol to answer; null to close the database. */
export interface EngineRequest {
  readonly id: number
  readonly bytes: Uint8Array | null
}

interface EngineAnswer {
  readonly id: number
  readonly answer?: Uint8Array | null
  readonly failure?: string
}

/** The engine was stopped while it worked on this. */
export class EngineStopped extends Error {}

/** An embedded database that runs beside this thread, and can be ended in the middle of a statement. */
export interface Engine {
  /**
   * Has it answer messages of PostgreSQL's protocol.
   *
   * @throws EngineStopped
   */
  answer(bytes: Uint8Array): Promise<Buffer>
  /** Ends what it does, whatever it is, and starts it anew: as after a crash, nothing half-done is left. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Built, this file is part of one bundle among others; as a source it lies beside the worker's. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './engine-worker.ts' : './engine-worker.js',
  import.meta.url,
)

/** Starts the embedded database of a directory in a thread of its own. */
export async function startEngine(start: EngineStart): Promise<Engine> {
  let worker: Worker | undefined
  let starting: Promise<void> | undefined
  let last = 0
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array | null>>()
  const stopAll = (reason: Error): void => {
    for (const { reject } of waiting.values()) reject(reason)
    waiting.clear()
  }
  const begin = async (): Promise<void> => {
    const ready = Promise.withResolvers<Uint8Array | null>()
    waiting.set(0, ready)
    const started = new Worker(WORKER, { workerData: start })
    worker = started
    started.on('message', ({ id, answer, failure }: EngineAnswer) => {
      const asked = waiting.get(id)
      waiting.delete(id)
      if (failure === undefined) asked?.resolve(answer ?? null)
      else asked?.reject(new Error(failure))
    })
    started.on('error', (error) => {
      if (worker === started) stopAll(error instanceof Error ? error : new Error(String(error)))
    })
    await ready.promise
  }
  const ask = async (bytes: Uint8Array | null): Promise<Uint8Array | null> => {
    await starting
    const id = ++last
    const answer = Promise.withResolvers<Uint8Array | null>()
    waiting.set(id, answer)
    // A worker has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker?.postMessage({ id, bytes } satisfies EngineRequest)
    return await answer.promise
  }
  const end = async (): Promise<void> => {
    const ended = worker
    worker = undefined
    stopAll(new EngineStopped('the engine was stopped'))
    await ended?.terminate()
  }
  starting = begin()
  await starting
  return {
    answer: async (bytes) => Buffer.from((await ask(bytes)) ?? []),
    async restart() {
      starting = end().then(begin)
      await starting
    },
    async close() {
      await ask(null).catch(() => {})
      await end()
    },
  }
}
