import { isDatabaseNotWritableError, type Store } from 'insights-store-timescale'
import { broken, type Finding, fine, worthALook } from './finding.ts'

/** Whether the database takes rows, by rows that are taken back, and every name. */
export async function* checkWrites(store: Store): AsyncGenerator<Finding> {
  const { lossyEncoding } = store.server
  if (lossyEncoding !== null) {
    yield worthALook(
      'encoding',
      `${lossyEncoding}: each character of a name that it lacks is stored as "?"`,
      "Make a database with CREATE DATABASE insights ENCODING 'UTF8' TEMPLATE template0, and restore a dump of this one into it.",
    )
  }
  try {
    await store.checkWrites()
  } catch (error) {
    if (!isDatabaseNotWritableError(error)) throw error
    yield broken('writes', 'database', error.message, error.remedy)
    return
  }
  yield fine('writes', 'the database takes rows: some of each kind were written and taken back')
}
