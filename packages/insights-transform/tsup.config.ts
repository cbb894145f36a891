import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'checks/index': 'src/checks/index.ts',
    'descriptions/index': 'src/descriptions/index.ts',
    'errors/index': 'src/errors/index.ts',
  },
  format: 'esm',
  target: 'node22',
  dts: true,
  clean: true,
  sourcemap: true,
})
