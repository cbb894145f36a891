import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { MixedOrder } from './scripts/test-order.ts'

const sources = ['airbnb-insights:source', 'module', 'node', 'development|production']
/** Tests of one package read all packages' sources, so that no build has to come first. */
const fromSource = { resolve: { conditions: sources }, ssr: { resolve: { conditions: sources } } }

const quickPglite = fileURLToPath(
  new URL('packages/insights-store-timescale/test/support/quick-pglite.ts', import.meta.url),
)
/** The embedded database of tests, in the place of the installed one, which alone gets that itself. */
const embedded = {
  plugins: [
    {
      name: 'quick-pglite',
      enforce: 'pre' as const,
      resolveId: (id: string, importer?: string) =>
        id === '@electric-sql/pglite' && importer !== quickPglite ? quickPglite : null,
    },
  ],
}

const setupFiles = [fileURLToPath(new URL('scripts/vitest-titles.ts', import.meta.url))]

const timescale = {
  globalSetup: [fileURLToPath(new URL('scripts/vitest-timescaledb.ts', import.meta.url))],
}

/** A real Kubernetes API server, where it has been built. */
const kubernetes = {
  globalSetup: [
    ...timescale.globalSetup,
    fileURLToPath(new URL('scripts/vitest-kubernetes.ts', import.meta.url)),
  ],
}

/** Packs all packages and installs each in an empty folder, as a user would. */
const packed = {
  globalSetup: [fileURLToPath(new URL('scripts/packed/support/global-setup.ts', import.meta.url))],
}

/**
 * One worker runs many files of a project, each in modules that are there already: loading these anew, and compiling the
 * embedded database's program, is most of what a file takes. So a file must leave nothing behind that another would meet:
 * no stubbed global, no listener, no setting of the process.
 */
const shared = {
  isolate: false,
  execArgv: ['--expose-gc'],
  setupFiles: [...setupFiles, fileURLToPath(new URL('scripts/vitest-garbage.ts', import.meta.url))],
}

const unit = (name: string, root: string, more: object = {}) => ({
  ...fromSource,
  test: {
    name,
    root,
    include: ['test/**/*.test.ts'],
    setupFiles,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    ...more,
  },
})

/** What needs the built packages, as a user has them: `npm test` builds them first. */
const built = (name: string, root: string, include: string, more: object = {}) => ({
  test: { name, root, include: [include], setupFiles, testTimeout: 120_000, hookTimeout: 120_000, ...more },
})

/** Of several waits that one fails which is in vain, and says for what: `scripts/until.ts` bounds each. */
const severalWaits = { testTimeout: 240_000 }

export default defineConfig({
  test: {
    // Much of the time goes into waiting for databases and spawned processes: one worker for each of CI’s two cores would
    // leave them idle.
    maxWorkers: 4,
    sequence: { sequencer: MixedOrder },
    projects: [
      unit('insights-transform', 'packages/insights-transform', shared),
      unit('airbnb-insights-client', 'packages/airbnb-insights-client', shared),
      {
        ...unit('insights-store-timescale', 'packages/insights-store-timescale', { ...timescale, ...shared }),
        ...embedded,
      },
      { ...unit('runner', 'packages/runner', { ...timescale, ...shared }), ...embedded },
      built('runner-e2e', 'packages/runner', 'e2e/**/*.test.ts', {
        ...timescale,
        ...severalWaits,
        exclude: ['e2e/kubernetes/**'],
      }),
      built('kubernetes', 'packages/runner', 'e2e/kubernetes/**/*.test.ts', {
        ...kubernetes,
        ...severalWaits,
      }),
      built('examples', 'examples', '*/**/*.test.ts', timescale),
      built('workspace', 'scripts', 'test/**/*.test.ts'),
      built('docs', 'scripts/docs', 'test/**/*.test.ts', {
        ...timescale,
        testTimeout: 300_000,
        maxConcurrency: 3,
      }),
      built('packed', 'scripts', 'packed/**/*.test.ts', packed),
    ],
  },
})
