import { validatorCompiler } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { HttpServer } from './http-server.ts'

/** Takes JSON alone, and an empty body as none, whatever type it is said to have. */
export function addJsonBodies(app: HttpServer): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, String(body), done)
  })
  app.setValidatorCompiler<z.core.$ZodType>((route) => {
    const validate = validatorCompiler(route)
    // Fastify's word for no body is null.
    return route.httpPart === 'body' ? (body: unknown) => validate(body ?? undefined) : validate
  })
}
