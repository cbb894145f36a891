import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

/** Writes down whose code a bundle holds, with the licences under which it may. */
export function bundledLicences(file: URL): Plugin {
  return {
    name: 'bundled-licences',
    setup(build) {
      build.initialOptions.metafile = true
      build.onEnd(({ metafile }) => {
        if (metafile === undefined) return
        const folders = new Set(Object.keys(metafile.inputs).flatMap(packageFolderOf))
        mkdirSync(dirname(fileURLToPath(file)), { recursive: true })
        writeFileSync(
          file,
          [...folders]
            .map(describe)
            .toSorted()
            .join(`\n${'-'.repeat(80)}\n\n`),
        )
      })
    },
  }
}

/** The installed package that a file is of; none for the product's own. */
function packageFolderOf(input: string): string[] {
  const found = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(resolve(input))
  return found === null ? [] : [found[0]]
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/** @throws Error for a package that says nothing about its licence. */
function describe(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Manifest
  if (license === undefined) throw new Error(`${name} ${version} may not be bundled: it names no licence.`)
  const texts = filesOf(folder, /^(?:licen[cs]e|notice|copying)/i)
  if (texts.length === 0) texts.push(...filesOf(folder, /^readme/i).flatMap(licenceSectionOf))
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`
}

const filesOf = (folder: string, name: RegExp): string[] =>
  readdirSync(folder)
    .filter((entry) => name.test(entry))
    .map((entry) => readFileSync(join(folder, entry), 'utf8').trim())

/** What a read-me has below the heading of its licence. */
function licenceSectionOf(readme: string): string[] {
  const [, section = ''] = /^#+ *licen[cs]e *\n+([^]*?)(?=^#|$(?![^]))/im.exec(readme) ?? []
  return section === '' ? [] : [section.trim()]
}
