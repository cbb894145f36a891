// Copies of our packages as they would be if Airbnb had one metric more: one entry of the registry and one migration,
// and nothing else. Tests prove on them that this is all that a metric takes.
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const PACKAGES = {
  'insights-transform': 'insights-transform',
  'airbnb-insights-client': 'airbnb-insights-client',
  'insights-store-timescale': 'insights-store-timescale',
  runner: 'airbnb-insights-runner',
} as const

type Folder = keyof typeof PACKAGES

const packages = fileURLToPath(new URL('../packages', import.meta.url))

const ENTRY = `{
  name: 'empty_rate', page: 'OCCUPANCY', kind: 'rate', byDay: true, byWindow: true, compared: true,
  label: 'Share of empty nights',
},`

const MIGRATION = `
  import { type Kysely, sql } from 'kysely'
  const columns = (...names: string[]) =>
    names.map((name) => \`ADD COLUMN \${name} double precision, ADD COLUMN \${name}_string text\`).join(', ')
  const TABLES = {
    chart_query: columns('empty_rate_your_value', 'empty_rate_similar_value'),
    chart_summary: columns('empty_rate_value', 'empty_rate_value_change'),
    list_of_metrics: columns('empty_rate_value'),
  }
  export const emptyRate = {
    name: '9000_empty_rate',
    async up(db: Kysely<unknown>, schema: string): Promise<void> {
      for (const [table, added] of Object.entries(TABLES)) {
        for (const name of [table, \`\${table}_current\`]) {
          await sql\`ALTER TABLE \${sql.id(schema, name)} \${sql.raw(added)}\`.execute(db)
        }
      }
    },
  }`

/** The packages with an invented metric, `empty_rate`, in a temporary folder. */
export class PackagesWithOneMore implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'one-more-metric-'))

  /** @param folders - which packages are wanted, with those that they import */
  constructor(folders: readonly Folder[]) {
    for (const folder of folders) this.#copy(folder)
    edit(this.path('insights-transform', 'metric-registry.ts'), (text) =>
      text.replace(/(?=\] as const satisfies)/, ENTRY),
    )
    if (!folders.includes('insights-store-timescale')) return
    writeFileSync(this.path('insights-store-timescale', 'migrations/9000-empty-rate.ts'), MIGRATION)
    edit(this.path('insights-store-timescale', 'migrations/all-migrations.ts'), (text) =>
      `import { emptyRate } from './9000-empty-rate.ts'\n${text}`.replace(/\n\]\s*$/, '\n  emptyRate,\n]\n'),
    )
  }

  /** Where a source of a package is. */
  path(folder: Folder, file: string): string {
    return join(this.#folder, folder, 'src', file)
  }

  /** Loads a source of a package; a type parameter says what it has. */
  async load<Module>(folder: Folder, file = 'index.ts'): Promise<Module> {
    return (await import(pathToFileURL(this.path(folder, file)).href)) as Module
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true })
  }

  #copy(folder: Folder): void {
    const from = join(packages, folder)
    const to = join(this.#folder, folder)
    cpSync(join(from, 'src'), join(to, 'src'), { recursive: true })
    cpSync(join(from, 'package.json'), join(to, 'package.json'))
    symlinkSync(join(from, 'node_modules'), join(to, 'node_modules'))
    for (const file of globSync(join(to, 'src/**/*.ts'))) {
      const text = readFileSync(file, 'utf8')
      writeFileSync(
        file,
        text.replaceAll(OWN_IMPORT, (_, name: string, entry = '') => this.#own(file, name, entry)),
      )
    }
  }

  /** What a copy imports instead of the package's entry: the copy's own source of it. */
  #own(file: string, name: string, entry: string): string {
    const [folder] = Object.entries(PACKAGES).find(([, published]) => published === name) ?? []
    if (folder === undefined) throw new Error(`no package of ours is named ${name}`)
    return `'${relative(dirname(file), this.path(folder as Folder, join(entry, 'index.ts')))}'`
  }
}

const OWN_IMPORT = new RegExp(`'(${Object.values(PACKAGES).join('|')})(/[a-z]+)?'`, 'g')

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`${file} is not as this expects it`)
  writeFileSync(file, after)
}
