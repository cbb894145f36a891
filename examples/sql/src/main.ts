// Asks all questions of seeded data in an embedded database that is gone afterwards. With --save the answers are kept
// as those to expect.
import { writeFileSync } from 'node:fs'
import { openStore } from 'insights-store-timescale'
import { answer, expectedAnswerFile, questions } from './questions.ts'
import { seed } from './seed.ts'

await using store = await openStore({ connection: { dataDir: 'memory://' }, allowPlaintextCredentials: true })
await store.migrate()
await seed(store)
for (const question of questions()) {
  const rows = await answer(store, question)
  console.log(`\n${question.question}`)
  console.table(rows)
  if (process.argv.includes('--save')) {
    writeFileSync(expectedAnswerFile(question), `${JSON.stringify(rows, null, 2)}\n`)
  }
}
