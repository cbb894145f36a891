import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    report: 'src/report/index.ts',
    export: 'src/export/index.ts',
    service: 'src/serve/index.ts',
    bin: 'src/bin.ts',
    // Loaded as a thread, by its name.
    'folder-sql-thread': 'src/mcp/sql/folder-sql-thread.ts',
  },
  format: 'esm',
  target: 'node22',
  dts: true,
  clean: true,
  sourcemap: true,
  // Some five hundred files between them, which take longer to be found than to be run. Their own CommonJS packages stay outside.
  noExternal: ['zod', 'kysely', 'pg-boss', '@opentelemetry/api'],
})
