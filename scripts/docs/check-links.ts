// Checks that every link of the built site leads to a page of it, and to an anchor that is there. Vitepress's own check
// knows no anchors, and neither the sidebar nor the navigation. Links to other sites are not followed.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deadLinks } from './dead-links.ts'

const folder = fileURLToPath(new URL('../../docs/dist/', import.meta.url))
const pages = globSync('**/*.html', { cwd: folder }).map((path) => ({
  path,
  html: readFileSync(join(folder, path), 'utf8'),
}))
const dead = deadLinks(pages)
for (const { page, href } of dead) console.log(`${page} links to ${href}, which is not there`)
console.log(`${pages.length} pages, ${dead.length} dead links`)
process.exitCode = pages.length > 0 && dead.length === 0 ? 0 : 1
