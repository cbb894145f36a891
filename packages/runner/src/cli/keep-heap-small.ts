import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8 from enlarging the space for young objects, which it does up to 128 MB in a process through which much
 * passes: rows and answers live for a moment, and would only lie there dead for longer. Of the whole process, so for a
 * command that does nothing else.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
