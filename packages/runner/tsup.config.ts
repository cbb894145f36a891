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
  // Read as one file, a command starts in four fifths of the time. Schemas of this copy are as good to its Fastify plugin as its own.
  noExternal: ['zod'],
  // Loaded by the operator alone, being large.
  external: ['@kubernetes/client-node'],
})
