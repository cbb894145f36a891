import { code, page, prose, proseCell, table } from './markdown.ts'

/** The parts of an OpenAPI 3.1 document that the page shows. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly tags?: readonly { readonly name: string; readonly description?: string }[]
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, JsonSchema>> }
}

interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly format?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: JsonSchema
}

interface Body {
  readonly description?: string
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>
}

interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Body
  readonly responses?: Readonly<Record<string, Body>>
}

interface Endpoint {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** The page of all endpoints of an OpenAPI 3.1 document, by tag and in the document's order. */
export function restPage(document: OpenApiDocument): string {
  const endpoints = endpointsOf(document)
  const tags = [...new Set(endpoints.map(tagOf))]
  const schemas = Object.entries(document.components?.schemas ?? {})
  return page([
    '# REST',
    prose(document.info.description ?? ''),
    'A running service shows the same as OpenAPI 3.1 and as pages to try it out.',
    ...tags.flatMap((tag) => [
      `## ${prose(tag)}`,
      prose(document.tags?.find(({ name }) => name === tag)?.description ?? ''),
      ...endpoints.filter((endpoint) => tagOf(endpoint) === tag).flatMap(describeEndpoint),
    ]),
    ...(schemas.length === 0 ? [] : ['## Schemas']),
    ...schemas.flatMap(([name, schema]) => [
      `### ${name}`,
      prose(schema.description ?? ''),
      properties(schema),
    ]),
  ])
}

function endpointsOf({ paths = {} }: OpenApiDocument): Endpoint[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      return isOperation(operation) ? [{ method: method.toUpperCase(), path, operation }] : []
    }),
  )
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null
}

function tagOf({ operation }: Endpoint): string {
  return operation.tags?.[0] ?? 'Endpoints'
}

function describeEndpoint({ method, path, operation }: Endpoint): string[] {
  const { parameters = [], requestBody, responses = {} } = operation
  return [
    `### \`${method} ${path}\``,
    prose(operation.summary ?? ''),
    prose(operation.description ?? ''),
    table(
      ['parameter', 'in', 'type', 'what'],
      parameters.map(({ name, in: place, required, schema, description }) => [
        `${code(name)}${required === true ? ' (required)' : ''}`,
        place,
        schema === undefined ? '' : typeText(schema),
        proseCell([description ?? schema?.description ?? '', bounds(schema)].filter(Boolean).join(' ')),
      ]),
    ),
    requestBody === undefined ? '' : body('Body', requestBody),
    table(
      ['answer', 'type', 'what'],
      Object.entries(responses).map(([status, response]) => [
        status,
        contentType(response),
        proseCell(response.description ?? ''),
      ]),
    ),
    ...Object.entries(responses)
      .filter(([status]) => status.startsWith('2'))
      .map(([status, response]) => body(`Fields of ${status}`, response)),
  ]
}

function body(title: string, { content = {} }: Body): string {
  const fields = Object.values(content)
    .map(({ schema }) => (schema === undefined ? '' : properties(schema)))
    .join('\n')
  return fields === '' ? '' : `${title}:\n\n${fields}`
}

function contentType({ content = {} }: Body): string {
  return Object.entries(content)
    .map(([type, { schema }]) => (schema === undefined ? code(type) : typeText(schema)))
    .join(', ')
}

/** The fields of an object, of the objects in an array, or of each of several kinds of object. */
function properties(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return ''
  if (schema.items !== undefined) return properties(schema.items)
  const kinds = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(
    (kind) => kind.properties !== undefined,
  )
  if (kinds.length > 0) {
    return kinds.map((kind) => [prose(kind.title ?? 'Or'), properties(kind)].join(':\n\n')).join('\n\n')
  }
  return table(
    ['field', 'type', 'what'],
    fieldsOf(schema, '').map(([name, field, required]) => [
      `${code(name)}${required ? '' : ' (optional)'}`,
      typeText(field),
      proseCell([field.description ?? '', bounds(field)].filter(Boolean).join(' ')),
    ]),
  )
}

type Field = readonly [name: string, schema: JsonSchema, required: boolean]

/** Inner objects' fields stand below their own, with its name before them. */
function fieldsOf(schema: JsonSchema, prefix: string): Field[] {
  const parts = [schema, ...(schema.allOf ?? [])]
  return parts.flatMap(({ properties: fields = {}, required = [] }) =>
    Object.entries(fields).flatMap(([name, field]): Field[] => {
      const inner = field.items ?? field
      return [
        [`${prefix}${name}`, field, required.includes(name)],
        ...fieldsOf(inner, `${prefix}${name}${field.items === undefined ? '' : '[]'}.`),
      ]
    }),
  )
}

function typeText(schema: JsonSchema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? ''
    return `[${name}](#${name.toLowerCase()})`
  }
  if (schema.enum !== undefined) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ')
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  const whole = schema.allOf?.find(({ $ref }) => $ref !== undefined)
  if (whole !== undefined) return typeText(whole)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return [...new Set(choices.map(typeText))].join(' or ')
  if (schema.items !== undefined) return `array of ${typeText(schema.items)}`
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['any'])
  return `${types.join(' or ')}${schema.format === undefined ? '' : ` (${schema.format})`}`
}

function bounds(schema: JsonSchema | undefined): string {
  if (schema === undefined) return ''
  const facts: string[] = []
  // zod gives every integer the safe ones as its bounds, which says nothing.
  if (schema.minimum !== undefined && schema.minimum > Number.MIN_SAFE_INTEGER)
    facts.push(`at least ${schema.minimum}`)
  if (schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER)
    facts.push(`at most ${schema.maximum}`)
  if (schema.default !== undefined) facts.push(`default ${JSON.stringify(schema.default)}`)
  return facts.length === 0 ? '' : `(${facts.join(', ')})`
}
