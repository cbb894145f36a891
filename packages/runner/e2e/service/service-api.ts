import { ADMIN_KEY } from './service-world.ts'
import type { SpawnedService } from './spawned-service.ts'

/** Calls a service's API as its admin. */
export function call(
  { url }: Pick<SpawnedService, 'url'>,
  method: string,
  path: string,
  body?: object,
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: {
      'X-API-Key': ADMIN_KEY,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** One server-sent event. */
export interface RunEvent {
  readonly id: string
  readonly event: string
  readonly data: { status: string; progress: { listings_done: number } }
}

/** Reads a run's events until the stream ends, or for `most` of them. */
export async function readEvents(
  { url }: Pick<SpawnedService, 'url'>,
  runId: string,
  { lastEventId, most = Infinity }: { lastEventId?: string; most?: number } = {},
): Promise<RunEvent[]> {
  const response = await fetch(`${url}/api/v1/runs/${runId}/events`, {
    headers: {
      'X-API-Key': ADMIN_KEY,
      ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
    },
  })
  const events: RunEvent[] = []
  if (response.body === null) return events
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = eventFrom(text.slice(0, end))
      text = text.slice(end + 2)
      if (event !== undefined) events.push(event)
      if (events.length >= most) return events
    }
  }
  return events
}

function eventFrom(block: string): RunEvent | undefined {
  const fields = new Map(
    block
      .split('\n')
      .filter((line) => !line.startsWith(':') && line.includes(': '))
      .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  )
  const data = fields.get('data')
  if (data === undefined) return undefined
  return {
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? '',
    data: JSON.parse(data) as RunEvent['data'],
  }
}
