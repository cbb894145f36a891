import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts', 'retry-policy': 'src/runs/retry-policy.ts' },
  format: 'esm',
  target: 'node22',
  dts: true,
  clean: true,
  sourcemap: true,
})
