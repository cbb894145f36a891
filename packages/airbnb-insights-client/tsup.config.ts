import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'credentials/index': 'src/credentials/index.ts',
    'captures/index': 'src/captures/index.ts',
    'testing/index': 'src/testing/index.ts',
    'simulator/index': 'src/simulator/index.ts',
  },
  format: 'esm',
  target: 'node22',
  dts: true,
  clean: true,
  sourcemap: true,
  // One file instead of a hundred.
  noExternal: ['zod'],
})
