// Makes the command `airbnb-insights` of this clone findable from any folder: a link to the launcher at the root, in a
// folder of the shell's PATH that this user may write to. Plain JavaScript for any Node from 20, like prepare.mjs.
import { accessSync, constants, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const launcher = join(root, 'airbnb-insights')
if (process.platform === 'win32') {
  fail(
    `On Windows run it as  node "${join(root, 'packages', 'runner', 'dist', 'bin.js')}"  with Node 22.19 or later`,
  )
}

const home = homedir()
const usual = join(home, '.local', 'bin')
// npm puts folders of its own and of the clone before the shell's.
const onPath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter(
    (folder) =>
      folder.startsWith('/') && !folder.includes('/node_modules/') && !folder.includes('/node-gyp-bin'),
  )
const chosen = [usual, join(home, 'bin'), '/usr/local/bin'].find(
  (folder) => onPath.includes(folder) && isWritable(folder),
)
const folder = chosen ?? usual
mkdirSync(folder, { recursive: true })
const link = join(folder, 'airbnb-insights')
const present = lstatSync(link, { throwIfNoEntry: false })
if (present?.isSymbolicLink() && readlinkSync(link).endsWith('/airbnb-insights')) rmSync(link)
else if (present !== undefined) fail(`${link} is there already and is not this command: nothing was changed`)
symlinkSync(launcher, link)

console.log(`The command airbnb-insights is ${link}, a link to this clone: keep the clone where it is.`)
if (chosen === undefined) {
  const line = `export PATH="${folder}:$PATH"`
  console.log(
    `Your shell does not look into that folder yet. Put this line at the end of its profile (~/.profile, or ~/.zprofile on macOS), and enter it here:\n\n  ${line}`,
  )
}

function isWritable(path) {
  try {
    // The folder of a person's own is made where it is looked into and missing.
    if (path.startsWith(`${home}/`)) mkdirSync(path, { recursive: true })
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
