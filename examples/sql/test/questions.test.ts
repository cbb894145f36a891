import { readFileSync } from 'node:fs'
import { openStore, type Store } from 'insights-store-timescale'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase, timescaleAvailable } from '../../../scripts/test-database.ts'
import { answer, expectedAnswerFile, questions } from '../src/questions.ts'
import { seed } from '../src/seed.ts'

describe('on the embedded database', () => {
  answersAll(() => ({ dataDir: 'memory://' }))
})

describe.runIf(timescaleAvailable())('on TimescaleDB', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())
  answersAll(() => database.url)
})

function answersAll(connection: () => string | { dataDir: string }): void {
  let store: Store
  beforeAll(async () => {
    store = await openStore({ connection: connection(), allowPlaintextCredentials: true })
    await store.migrate()
    await seed(store)
  })
  afterAll(() => store.close())

  test.each(questions())('$question', async (question) => {
    const expected: unknown = JSON.parse(readFileSync(expectedAnswerFile(question), 'utf8'))
    expect(await answer(store, question)).toEqual(expected)
  })
}
