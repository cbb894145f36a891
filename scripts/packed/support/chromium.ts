import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Serves files by their paths on loopback, opens `/` in headless Chromium, and gives the text of the loaded page's body. */
export async function pageText(chromium: string, files: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    const file = files[url]
    const type = url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': type }).end(file)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const profile = mkdtempSync(join(tmpdir(), 'host-insights-chromium-'))
  try {
    const { stdout } = await run(chromium, [
      '--headless',
      // Root, as CI's containers have it, gets no sandbox; the page is our own.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      `--user-data-dir=${profile}`,
      '--dump-dom',
      `http://127.0.0.1:${port}/`,
    ])
    return textOf(/<body>([^]*?)<\/body>/.exec(stdout)?.[1] ?? '')
  } finally {
    server.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

/** The text behind the escapes that Chromium writes into a text node. */
function textOf(html: string): string {
  return html
    .trim()
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', '\u00A0')
    .replaceAll('&amp;', '&')
}
