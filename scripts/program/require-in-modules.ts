import type { Options } from 'tsup'

type Plugin = NonNullable<Options['plugins']>[number]

/** How esbuild writes down that a bundled CommonJS module asks for what the bundle does not hold. */
const ASKS_FOR_REQUIRE = 'typeof require'

const MADE = "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);\n"

/** Gives ES modules that were made of CommonJS ones the `require` which those load Node's own modules by. */
export const requireInModules: Plugin = {
  name: 'require-in-modules',
  renderChunk: (code) => (code.includes(ASKS_FOR_REQUIRE) ? { code: MADE + code } : null),
}
