import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8 from compiling the embedded database a second time, for speed: one function of PostgreSQL's alone takes 600 MB
 * and four seconds of that. What a command asks is over by then, and a service's syncs wait for Airbnb, not for it. Of the
 * whole process, and for what is loaded after it.
 */
export function keepEngineSmall(): void {
  setFlagsFromString('--no-wasm-tier-up')
  // Else all of it would be compiled so at once.
  setFlagsFromString('--no-wasm-dynamic-tiering')
}
