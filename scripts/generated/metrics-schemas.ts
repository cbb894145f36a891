import { z } from 'zod'
import { learnDocument } from '../../packages/runner/src/metrics/learn/learn-document.ts'
import { listDocument } from '../../packages/runner/src/metrics/list-document.ts'
import { snakeCase } from '../../packages/runner/src/output/json-document.ts'
import type { JsonSchema, PublishedSchema } from './json-schema.ts'

/** What `metrics list --json` and `metrics learn --json` print, whose keys are in snake_case. */
export const METRICS_SCHEMAS: readonly PublishedSchema[] = [
  schemaOf('metrics-list', listDocument, 'What airbnb-insights metrics list says of every metric'),
  schemaOf(
    'metrics-learn',
    learnDocument,
    'What airbnb-insights metrics learn says of a recording of the Performance pages',
  ),
]

function schemaOf(name: string, document: z.ZodType, title: string): PublishedSchema {
  const { $schema, ...rest } = z.toJSONSchema(document, { target: 'draft-2020-12' })
  return { folder: 'runner', name, schema: { $schema, title, ...snakeCased(rest) } }
}

/** The same schema with the names of properties in snake_case. */
function snakeCased(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === 'properties') {
        const properties = Object.entries(value as Readonly<Record<string, JsonSchema>>)
        return [
          keyword,
          Object.fromEntries(properties.map(([name, one]) => [snakeCase(name), snakeCased(one)])),
        ]
      }
      if (keyword === 'required') return [keyword, (value as readonly string[]).map(snakeCase)]
      if (keyword === 'items') return [keyword, snakeCased(value as JsonSchema)]
      if (keyword === 'anyOf') return [keyword, (value as readonly JsonSchema[]).map(snakeCased)]
      return [keyword, value]
    }),
  )
}
