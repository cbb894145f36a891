import { beforeEach } from 'vitest'
import { secretMarker } from './secret-marker.ts'

// A title is printed and kept, so a planted secret in it would be found in the output. Titles of a table's rows are
// known only when they run: each is looked at then, in every project.
beforeEach(({ task }) => {
  if (task.name.includes(secretMarker)) {
    throw new Error('the title of this test holds the marker of planted secrets')
  }
})
