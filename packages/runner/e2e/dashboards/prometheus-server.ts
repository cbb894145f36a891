import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const RULES = fileURLToPath(new URL('../../../../deploy/prometheus/alerts.yml', import.meta.url))

/** A series of an answer: its labels, and its numbers in order. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly values: readonly number[]
}

interface ApiSeries {
  readonly metric: Readonly<Record<string, string>>
  readonly value?: readonly [number, string]
  readonly values?: readonly (readonly [number, string])[]
}

/** A Prometheus of our own on a free port, which scrapes one service twice a second and holds the alert rules. */
export class PrometheusServer implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #url: string

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.#child = child
    this.#folder = folder
    this.#url = url
  }

  /** @param readKey - a key of scope read of the service at `target` */
  static async start(binary: string, target: string, readKey: string): Promise<PrometheusServer> {
    const folder = mkdtempSync(join(tmpdir(), 'airbnb-insights-prometheus-'))
    // JSON is YAML.
    const settings = {
      global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
      rule_files: [RULES],
      scrape_configs: [
        {
          job_name: 'airbnb-insights',
          authorization: { credentials: readKey },
          static_configs: [{ targets: [new URL(target).host] }],
        },
      ],
    }
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(settings), { mode: 0o600 })
    const child = spawn(
      binary,
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        '--web.listen-address=127.0.0.1:0',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    // Read to its end: a log that nobody reads would end the server.
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    while (!said.includes('ready to receive web requests')) {
      if (child.exitCode !== null) throw new Error(`prometheus has ended: ${said}`)
      await delay(20)
    }
    const [, address = ''] = /"Listening on" address=(\S+)/.exec(said) ?? []
    return new PrometheusServer(child, folder, `http://${address}`)
  }

  /** What an expression is now. */
  now(expr: string): Promise<Series[]> {
    return this.#ask('query', { query: expr })
  }

  /** What it has been since some time, in steps of half a second, the last of which is now. */
  since(expr: string, from: Date): Promise<Series[]> {
    const end = Date.now() / 1000
    const steps = Math.ceil((end - from.getTime() / 1000) * 2)
    return this.#ask('query_range', {
      query: expr,
      start: String(end - steps / 2),
      end: String(end),
      step: '0.5',
    })
  }

  async #ask(path: string, query: Record<string, string>): Promise<Series[]> {
    const response = await fetch(`${this.#url}/api/v1/${path}?${new URLSearchParams(query).toString()}`)
    const answer = (await response.json()) as {
      status: string
      error?: string
      data?: { result: readonly ApiSeries[] }
    }
    if (answer.status !== 'success') throw new Error(`${answer.error ?? ''}: ${query['query'] ?? ''}`)
    return (answer.data?.result ?? []).map(({ metric, value, values = [] }) => ({
      labels: metric,
      values: (value === undefined ? values : [value]).map(([, text]) => Number(text)),
    }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exited
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
