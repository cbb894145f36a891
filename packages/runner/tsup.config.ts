import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsup'
import { bundledLicences } from '../../scripts/program/bundled-licences.ts'
import { requireInModules } from '../../scripts/program/require-in-modules.ts'

// Both write into it at the same time, so that neither may empty it.
rmSync(new URL('dist', import.meta.url), { recursive: true, force: true })

/** Each finds files of its own beside its code. */
const LEFT_OUT = ['@electric-sql/pglite', '@fastify/swagger', '@fastify/swagger-ui', 'playwright-core']

export default defineConfig([
  {
    name: 'library',
    entry: {
      index: 'src/index.ts',
      report: 'src/report/index.ts',
      export: 'src/export/index.ts',
      service: 'src/serve/index.ts',
      // Loaded as a thread, by its name.
      'folder-sql-thread': 'src/mcp/sql/folder-sql-thread.ts',
    },
    format: 'esm',
    target: 'node22',
    dts: true,
    sourcemap: true,
  },
  {
    // With all that it needs in a few files: a worker that reads a thousand starts a third later.
    name: 'program',
    entry: {
      bin: 'src/bin.ts',
      'program/folder-sql-thread': 'src/mcp/sql/folder-sql-thread.ts',
      'program/engine-worker': fileURLToPath(
        new URL('engine-worker.js', import.meta.resolve('insights-store-timescale')),
      ),
    },
    format: 'esm',
    target: 'node22',
    noExternal: [new RegExp(`^(?!(?:${LEFT_OUT.join('|')})(?:/|$))`)],
    external: LEFT_OUT,
    plugins: [requireInModules],
    esbuildPlugins: [bundledLicences(new URL('dist/program/LICENCES.txt', import.meta.url))],
    esbuildOptions: (options) => {
      options.chunkNames = 'program/[name]-[hash]'
      options.minifySyntax = true
    },
  },
])
