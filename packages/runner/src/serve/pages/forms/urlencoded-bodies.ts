import type { HttpServer } from '../../http/http-server.ts'

/** Takes what a form sends; of a field that comes twice, the last. */
export function addUrlencodedBodies(app: HttpServer): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))))
    },
  )
}
