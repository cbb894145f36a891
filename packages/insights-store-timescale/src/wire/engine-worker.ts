import { parentPort, workerData } from 'node:worker_threads'
import { loadPGlite, startPGlite } from '../connection/embedded-pglite.ts'
import type { EngineRequest, EngineStart } from './engine.ts'

/** The embedded database in a thread of its own: a statement that does not end keeps this thread alone busy. */
async function run(port: NonNullable<typeof parentPort>): Promise<void> {
  // It is started by engine.ts alone.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { dataDir, settings, statements } = workerData as EngineStart
  const pglite = await startPGlite(await loadPGlite(), dataDir, settings)
  for (const statement of statements) await pglite.exec(statement)
  port.on('message', ({ id, bytes }: EngineRequest) => {
    const answered = bytes === null ? pglite.close().then(() => null) : pglite.execProtocolRaw(bytes)
    void answered.then(
      (answer) => port.postMessage({ id, answer }),
      (error: unknown) => port.postMessage({ id, failure: String(error) }),
    )
  })
  port.postMessage({ id: 0, answer: null })
}

if (parentPort !== null) await run(parentPort)
