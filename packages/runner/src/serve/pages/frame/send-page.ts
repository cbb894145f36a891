import type { FastifyReply, FastifyRequest } from 'fastify'
import { writtenFor } from '../../../output/readers-locale.ts'
import type { PageSecrets } from '../forms/page-secrets.ts'
import { formTokenFor, visitorOf } from '../forms/visitor.ts'
import { acceptedLocale } from './accept-language.ts'
import { type PageContent, type PageReader, pageFrame } from './page-frame.ts'

/** Makes a page for whoever asked for it, with numbers and days as their browser wants them, and sends it. */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  secrets: PageSecrets,
  write: (reader: PageReader) => PageContent,
): Promise<FastifyReply> {
  const visitor = visitorOf(request)
  const reader = { ...visitor, formToken: formTokenFor(visitor, secrets, reply) }
  const locale = acceptedLocale(request.headers['accept-language'])
  const page = writtenFor(locale, () => pageFrame(write(reader), reader))
  return await reply.type('text/html; charset=utf-8').send(page)
}
