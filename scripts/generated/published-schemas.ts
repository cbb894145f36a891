import type { GeneratedFile } from './generated-files.ts'
import type { PublishedSchema } from './json-schema.ts'
import { METRICS_SCHEMAS } from './metrics-schemas.ts'
import { NOTIFICATION_SCHEMA } from './notification-schema.ts'
import { RESPONSE_SCHEMAS } from './response-schemas.ts'
import { ROW_SCHEMAS } from './row-schemas.ts'

/** All JSON Schemas that the packages publish. */
export const PUBLISHED_SCHEMAS: readonly PublishedSchema[] = [
  ...RESPONSE_SCHEMAS,
  ...ROW_SCHEMAS,
  NOTIFICATION_SCHEMA,
  ...METRICS_SCHEMAS,
]

/** The file of a schema. */
export function schemaFile({ folder, name, schema }: PublishedSchema): GeneratedFile {
  return {
    path: `packages/${folder}/schemas/${name}.json`,
    text: `${JSON.stringify(schema, null, 2)}\n`,
  }
}
