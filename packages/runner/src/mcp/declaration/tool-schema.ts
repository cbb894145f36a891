import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import { z } from 'zod'

/** A JSON Schema of draft 2020-12. */
type JsonSchema = Record<string, unknown>

/** What a tool is given: checked before the tool runs. */
export function inputSchema(schema: z.ZodType): StandardSchemaWithJSON {
  const { version, vendor, validate } = schema['~standard']
  return { '~standard': { version, vendor, validate, jsonSchema: convertedOnce(schema, 'input') } }
}

/** What a tool answers: the tool itself has held its answer to the schema, before its instants became texts. */
export function outputSchema(schema: z.ZodType): StandardSchemaWithJSON {
  return {
    '~standard': {
      version: 1,
      vendor: 'airbnb-insights',
      validate: (value) => ({ value }),
      jsonSchema: convertedOnce(schema, 'output'),
    },
  }
}

/** The library asks for each request anew. */
function convertedOnce(
  schema: z.ZodType,
  io: 'input' | 'output',
): StandardSchemaWithJSON['~standard']['jsonSchema'] {
  let made: JsonSchema | undefined
  const json = (): JsonSchema => (made ??= jsonSchemaOf(schema, io))
  return { input: json, output: json }
}

/** The JSON Schema of what is sent: an instant is given as a Date and sent as text. */
function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $defs = {}, ...whole } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      delete jsonSchema.examples
      delete jsonSchema.id
      if (zodSchema instanceof z.ZodDate) Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    },
  })
  return withoutReferences(whole, $defs)
}

/** Not every client follows references. Ours lead in no circle. */
function withoutReferences(schema: object, definitions: Readonly<Record<string, object>>): JsonSchema {
  const resolved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolved)
    return value === null || typeof value !== 'object' ? value : resolvedObject(value)
  }
  const resolvedObject = (value: object): JsonSchema => {
    const reference = '$ref' in value ? String(value.$ref) : ''
    const target = definitions[reference.replace('#/$defs/', '')] ?? {}
    return Object.fromEntries(
      Object.entries({ ...target, ...value })
        .filter(([keyword]) => keyword !== '$ref')
        .map(([keyword, item]) => [keyword, resolved(item)]),
    )
  }
  return resolvedObject(schema)
}
