/** A JSON Schema of draft 2020-12, as far as the published ones use it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** One published schema: `packages/FOLDER/schemas/NAME.json`. */
export interface PublishedSchema {
  readonly folder: string
  readonly name: string
  readonly schema: JsonSchema
}

export const DIALECT = 'https://json-schema.org/draft/2020-12/schema'
