import { hash } from 'node:crypto'
import { PAGE_STYLE } from '../../../report/page/page-style.ts'
import type { HttpServer } from '../../http/http-server.ts'
import { FRAME_STYLE } from './frame-style.ts'
import { PAGE_SCRIPT } from './page-script.ts'

/** A file that pages load, under a name that changes with it. */
interface Asset {
  readonly path: string
  readonly type: string
  readonly text: string
}

function asset(name: string, ending: string, type: string, text: string): Asset {
  return { path: `/pages/files/${name}-${hash('sha256', text).slice(0, 16)}.${ending}`, type, text }
}

/** The pages' style sheet: the report's, and what is beside it. */
export const STYLE = asset('pages', 'css', 'text/css; charset=utf-8', `${PAGE_STYLE}${FRAME_STYLE}`)

/** The pages' script. */
export const SCRIPT = asset('pages', 'js', 'text/javascript; charset=utf-8', PAGE_SCRIPT)

/** Hands the two out, to be kept for as long as a browser likes. */
export function addAssets(app: HttpServer): void {
  for (const { path, type, text } of [STYLE, SCRIPT]) {
    app.get(path, { config: { access: 'open', quiet: true }, schema: { hide: true } }, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(text),
    )
  }
}
