// Serves the simulator of any checkout, whose built file is the first argument, until the parent has gone.
import { pathToFileURL } from 'node:url'

const [file, options] = process.argv.slice(2)
const { serveToParent } = (await import(pathToFileURL(String(file)).href)) as {
  serveToParent: (options: unknown) => Promise<void>
}
await serveToParent(JSON.parse(String(options)))
