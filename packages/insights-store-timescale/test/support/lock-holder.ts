import { silentLogger } from 'insights-transform'
import { takeEmbeddedLock } from '../../src/connection/embedded-lock.ts'
import { isEmbeddedDatabaseBusyError } from '../../src/errors.ts'

// A process of its own: takes the lock of the folder it is given, says whether it got it, and holds it until
// its input ends.
const [folder = '', url] = process.argv.slice(2)
try {
  const lock = await takeEmbeddedLock(folder, { serviceUrl: url ?? null, logger: silentLogger })
  process.stdout.write('held\n')
  process.stdin.resume()
  process.stdin.on('end', () => void lock.release().then(() => process.exit()))
} catch (error) {
  if (!isEmbeddedDatabaseBusyError(error)) throw error
  process.stdout.write(`busy ${error.holder.pid}\n`)
}
