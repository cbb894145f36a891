import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { PUBLISHED_SCHEMAS, schemaFile } from '../generated/published-schemas.ts'
import { publishedPackages, trackedFiles, workspaceRoot } from './support/workspace.ts'

const read = (path: string) => readFileSync(join(workspaceRoot, path), 'utf8')

test('no schema is left of what is not published any more', () => {
  expect(globSync('packages/*/schemas/*', { cwd: workspaceRoot }).toSorted()).toEqual(
    PUBLISHED_SCHEMAS.map((schema) => schemaFile(schema).path).toSorted(),
  )
})

test.each(publishedPackages())('$manifest.name exports each of its schemas', ({ folder, manifest }) => {
  const exported = Object.keys(manifest.exports ?? {}).filter((subpath) => subpath.startsWith('./schemas/'))
  const own = PUBLISHED_SCHEMAS.filter((schema) => schema.folder === folder)
  expect(exported.toSorted()).toEqual(own.map(({ name }) => `./schemas/${name}.json`).toSorted())
})

/** Saved answers, wherever in the repository they are: JSON files with the root of an answer. */
const fixtures = trackedFiles().filter(
  (file) => file.endsWith('.json') && !file.includes('/schemas/') && read(file).includes('"porygon"'),
)

describe('the saved answers of the repository', () => {
  const responses = PUBLISHED_SCHEMAS.filter(({ name }) => name.endsWith('-response')).map(
    ({ schema }): ValidateFunction => {
      const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
      addFormats.default(ajv)
      return ajv.compile(schema)
    },
  )

  test('are found', () => {
    expect(fixtures).toContain('examples/script/response.json')
  })

  test.each(fixtures)('%s fits the JSON Schema of one operation', (file) => {
    const answer: unknown = JSON.parse(read(file))
    expect(responses.filter((fits) => fits(answer))).toHaveLength(1)
  })
})
