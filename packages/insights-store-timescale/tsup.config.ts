import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'retry-policy': 'src/runs/retry-policy.ts',
    'engine-worker': 'src/wire/engine-worker.ts',
  },
  format: 'esm',
  target: 'node22',
  dts: true,
  clean: true,
  sourcemap: true,
  // Of its 257 files most are never needed, and all of them take longer to be found than to be run.
  noExternal: ['kysely'],
})
