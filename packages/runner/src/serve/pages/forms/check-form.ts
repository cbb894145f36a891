import type { FastifyRequest } from 'fastify'
import type { PageSecrets } from './page-secrets.ts'
import { visitorOf } from './visitor.ts'

/** The name of the field that holds a form's token. */
export const TOKEN_FIELD = 'form_token'

/** Why a form is not one of this service's own, for its sender; null for one that is. */
export function strangersForm(request: FastifyRequest, secrets: PageSecrets): string | null {
  if (!isFromHere(request)) return 'The form was sent from another site.'
  const { name } = visitorOf(request)
  const token = fieldOf(request.body, TOKEN_FIELD)
  return name !== null && token !== undefined && secrets.isFormToken(token, name)
    ? null
    : 'The form is too old, or was given to somebody else.'
}

/** A field of a form. */
export function fieldOf(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return undefined
  const value: unknown = Reflect.get(body, name)
  return typeof value === 'string' ? value : undefined
}

/** What browsers say of where a request comes from; one that says nothing is told by its token alone. */
function isFromHere({ headers, host }: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (typeof site === 'string') return site === 'same-origin' || site === 'none'
  return origin === undefined || URL.parse(origin)?.host === host
}
