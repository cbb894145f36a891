import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, it } from 'vitest'

const folder = new URL('../src/', import.meta.url)
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
const sources = files
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({
    name,
    code: stripTypeScriptTypes(readFileSync(new URL(name, folder), 'utf8')).replaceAll(
      /\/\*[^]*?\*\/|^\s*\/\/.*$/gm,
      '',
    ),
  }))

describe('the package', () => {
  it('imports nothing but its own files', () => {
    const foreign = sources.flatMap(({ name, code }) =>
      [...code.matchAll(/(?:from|import)\s*\(?\s*(['"][^'"]+['"])/g)]
        .map(([, specifier = '']) => `${name} ${specifier}`)
        .filter((found) => !/ '\.\.?\/[a-z-]+\.ts'$/.test(found)),
    )
    expect(foreign).toEqual([])
  })

  it('depends on no package', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    expect(manifest).not.toHaveProperty('dependencies')
    expect(manifest).not.toHaveProperty('peerDependencies')
    expect(manifest).not.toHaveProperty('optionalDependencies')
  })

  it('knows no clock, chance, time zone or surroundings', () => {
    const impure =
      /\b(?:Date|Temporal|Intl|performance|process|Buffer|console|fetch|globalThis|require|setTimeout|random)\b/
    expect(sources.filter(({ code }) => impure.test(code)).map(({ name }) => name)).toEqual([])
  })
})
