import { connect } from 'node:net'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { makeAccount, simulatedAccount } from './support/account-of.ts'
import { ApiClient } from './support/api-client.ts'
import { startInProcess } from './support/in-process-service.ts'

const linesOf = (log: string): Record<string, unknown>[] =>
  log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

it('is one line for each request, without query, headers and body', async () => {
  await using service = await startInProcess()
  const api = await ApiClient.open(service.url, service.keys.admin)
  const before = linesOf(service.log()).length
  const id = await makeAccount({ service, api }, 0)
  await api.get(`/api/v1/accounts?limit=7`, { key: service.keys.read, headers: { 'x-request-id': 'mine' } })
  await api.get('/health')
  const [made, listed, probe, ...others] = linesOf(service.log()).slice(before)
  const common = {
    time: expect.any(String),
    msg: 'request',
    address: '127.0.0.1',
    duration_ms: expect.any(Number),
  }
  expect(made).toEqual({
    ...common,
    level: 'info',
    request_id: expect.any(String),
    method: 'POST',
    path: '/api/v1/accounts',
    status: 201,
    key: 'key-1',
  })
  expect(listed).toEqual({
    ...common,
    level: 'info',
    request_id: 'mine',
    method: 'GET',
    path: '/api/v1/accounts',
    status: 200,
    key: 'key-2',
  })
  expect(probe).toMatchObject({ level: 'debug', path: '/health' })
  expect(others).toEqual([])
  const { credentials } = simulatedAccount({ service, api }, 0)
  expect(id).toBe(credentials.accountId)
  for (const secret of ['simsecret', credentials.clientTraceId]) expect(service.log()).not.toContain(secret)
})

it('has what went wrong in the service with its stack, of which the caller sees nothing', async () => {
  await using service = await startInProcess()
  const api = await ApiClient.open(service.url, service.keys.admin)
  const id = await makeAccount({ service, api }, 0)
  await sql`ALTER TABLE ${sql.id(service.store.schema, 'sync_runs')} RENAME TO lost`.execute(service.store.db)
  const answer = await api.get(`/api/v1/accounts/${id}/runs`)
  expect(answer.status).toBe(500)
  const { error } = answer.json
  expect(error).toEqual({
    code: 'internal_error',
    message: 'Something went wrong in the service.',
    details: {},
    request_id: answer.headers.get('x-request-id'),
  })
  const logged = linesOf(service.log()).find(({ level }) => level === 'error')
  expect(logged).toMatchObject({
    request_id: error.request_id,
    err: { code: '42P01', message: expect.stringContaining('sync_runs') },
    stack: expect.stringMatching(/\n\s+at /),
  })
})

it('what is no HTTP is answered in the envelope, too', async () => {
  await using service = await startInProcess()
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  socket.setEncoding('utf8')
  socket.write('this is not HTTP\r\n\r\n')
  let text = ''
  for await (const piece of socket) text += String(piece)
  const [head = '', body = ''] = text.split('\r\n\r\n')
  expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(JSON.parse(body)).toMatchObject({
    error: { code: 'invalid_request', request_id: expect.any(String) },
  })
})
