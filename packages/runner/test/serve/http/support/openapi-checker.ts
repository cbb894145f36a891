import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'

/** What of an OpenAPI document is used here. */
export interface OpenApiDocument {
  openapi: string
  paths: Record<string, Record<string, OpenApiOperation>>
  components: { schemas: Record<string, unknown> }
}

export interface OpenApiOperation {
  operationId: string
  security?: Record<string, unknown>[]
  responses: Record<string, OpenApiResponse>
}

interface OpenApiResponse {
  headers?: Record<string, unknown>
  content?: Record<string, unknown>
}

/** An answer, read to its end. */
export interface CheckedAnswer {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Headers that an answer may have without the document telling of each of them. */
const UNIVERSAL_HEADERS = /^(x-request-id|ratelimit-.*)$/

/** Checks answers against the document that the service itself gives: status, headers, type and shape. */
export class OpenApiChecker {
  readonly document: OpenApiDocument
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true })
  readonly #validators = new Map<string, ValidateFunction>()

  constructor(document: OpenApiDocument) {
    this.document = document
    ajvFormats.default(this.#ajv)
    this.#ajv.addSchema(document, 'openapi')
  }

  /** @throws Error that says how the answer and the document disagree. */
  check({ method, path, status, headers, text }: CheckedAnswer): void {
    const where = `${method} ${path} → ${status}`
    const found = this.#find(method, path)
    if (found === undefined) {
      if (![404, 405, 429].includes(status)) throw new Error(`${where}: the path is not documented`)
      return this.#checkShape(where, '#/components/schemas/Error', JSON.parse(text))
    }
    const [template, operation] = found
    const response = operation.responses[String(status)]
    if (response === undefined) throw new Error(`${where}: the status is not documented; body: ${text}`)
    checkHeaders(where, headers, response)
    const [type = ''] = (headers.get('content-type') ?? '').split(';')
    const documented = Object.keys(response.content ?? {})
    if (documented.length === 0) {
      if (text !== '') throw new Error(`${where}: a body is not documented: ${text}`)
      return
    }
    const media = documented.find((one) => one.split(';')[0] === type)
    if (media === undefined) throw new Error(`${where}: the type ${type} is not documented`)
    if (type !== 'application/json') return
    const pointer = ['paths', template, method.toLowerCase(), 'responses', String(status), 'content', media]
    this.#checkShape(where, `#/${[...pointer, 'schema'].map(escaped).join('/')}`, JSON.parse(text))
  }

  #find(method: string, path: string): [template: string, operation: OpenApiOperation] | undefined {
    const [bare = ''] = path.split('?')
    for (const [template, operations] of Object.entries(this.document.paths)) {
      const operation = operations[method.toLowerCase()]
      if (operation !== undefined && patternOf(template).test(bare)) return [template, operation]
    }
    return undefined
  }

  #checkShape(where: string, pointer: string, body: unknown): void {
    let validate = this.#validators.get(pointer)
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: `openapi${pointer}` })
      this.#validators.set(pointer, validate)
    }
    if (validate(body)) return
    throw new Error(`${where}: ${this.#ajv.errorsText(validate.errors)}; body: ${JSON.stringify(body)}`)
  }
}

/** What the document promises is there, and what is there of note is in the document. */
function checkHeaders(where: string, headers: Headers, { headers: documented = {} }: OpenApiResponse): void {
  const names = new Set(Object.keys(documented).map((name) => name.toLowerCase()))
  for (const name of ['link', 'retry-after', 'allow', 'www-authenticate', 'location']) {
    if (headers.has(name) && !names.has(name))
      throw new Error(`${where}: the header ${name} is not documented`)
  }
  for (const name of names) {
    if (UNIVERSAL_HEADERS.test(name) && !headers.has(name)) throw new Error(`${where}: no header ${name}`)
  }
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`)
}

function escaped(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))
}
