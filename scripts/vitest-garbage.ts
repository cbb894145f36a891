import { afterAll } from 'vitest'

// A worker runs many test files, and each leaves an embedded database or several: their memory is outside of what makes
// the engine look for garbage by itself.
afterAll(() => globalThis.gc?.())
