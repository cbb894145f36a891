import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  environmentReaders,
  fileCircles,
  folderCircles,
  importsOf,
  packageOf,
  reachableFrom,
  type SourceImport,
  staysInside,
} from './support/source-imports.ts'
import { publishedPackages, type WorkspacePackage, workspaceRoot } from './support/workspace.ts'

const packages = publishedPackages()
const ownNames = new Set(packages.map(({ manifest }) => manifest.name))

/** Which of our packages each may import. */
const maySee: Record<string, readonly string[]> = {
  'insights-transform': [],
  'airbnb-insights-client': ['insights-transform'],
  'insights-store-timescale': ['insights-transform'],
  'airbnb-insights-runner': ['insights-transform', 'airbnb-insights-client', 'insights-store-timescale'],
}

const sourceOf = (pkg: WorkspacePackage) => join(pkg.path, 'src')
const isRelative = ({ specifier }: SourceImport) => specifier.startsWith('.')
const isBuiltin = ({ specifier }: SourceImport) =>
  specifier.startsWith('node:') || builtinModules.includes(specifier)
const named = ({ from, specifier }: SourceImport) => `${from} imports ${specifier}`

/** What a file of the workspace belongs to: `packages/NAME`, `examples/NAME`, `bench` or `scripts`. */
function ownerOf(file: string): string {
  const [folder = '', name = ''] = file.split('/')
  return folder === 'packages' || folder === 'examples' ? `${folder}/${name}` : folder
}

const nameOf = (owner: string): string =>
  packages.find(({ folder }) => `packages/${folder}` === owner)?.manifest.name ?? ''

function mayReach(from: string, target: string): boolean {
  const [home, owner] = [ownerOf(from), ownerOf(target)]
  if (owner === home || owner === 'scripts') return true
  const isForTests = !from.startsWith(`${home}/src/`) && target.startsWith(`${owner}/test/support/`)
  return isForTests && (maySee[nameOf(home)] ?? []).includes(nameOf(owner))
}

function packageNamed(name: string): WorkspacePackage {
  const found = packages.find(({ manifest }) => manifest.name === name)
  if (!found) throw new Error(`no package is named ${name}`)
  return found
}

test('the rules name every published package', () => {
  expect([...ownNames].toSorted()).toEqual(Object.keys(maySee).toSorted())
})

describe.each(packages)('$manifest.name', (pkg) => {
  const imports = importsOf(sourceOf(pkg))
  const bare = imports.filter((one) => !isRelative(one) && !isBuiltin(one))

  test('has sources to look at', () => {
    expect(imports.length).toBeGreaterThan(0)
  })

  test('imports no package of ours but those below it', () => {
    const allowed = maySee[pkg.manifest.name] ?? []
    const wrong = bare.filter(({ specifier }) => {
      const target = packageOf(specifier)
      return ownNames.has(target) && !allowed.includes(target)
    })
    expect(wrong.map(named)).toEqual([])
  })

  test('reaches other code only through its declared dependencies', () => {
    const { dependencies, optionalDependencies, peerDependencies } = pkg.manifest
    const declared = { ...dependencies, ...optionalDependencies, ...peerDependencies }
    expect(bare.filter(({ specifier }) => !(packageOf(specifier) in declared)).map(named)).toEqual([])
  })

  test('has no relative import that leaves its sources, but for its own manifest', () => {
    const source = sourceOf(pkg)
    const leaving = imports.filter((one) => isRelative(one) && !staysInside(source, one))
    const ownManifest = ({ from, specifier }: SourceImport) =>
      join(source, dirname(from), specifier) === join(pkg.path, 'package.json')
    expect(leaving.filter((one) => !ownManifest(one)).map(named)).toEqual([])
  })

  test('has no folders and no files that import each other, not even through others', () => {
    expect(folderCircles(imports)).toEqual([])
    expect(fileCircles(imports)).toEqual([])
  })

  test('reads the environment only where configuration is read', () => {
    const readers = environmentReaders(sourceOf(pkg))
    const mayRead = (file: string) =>
      pkg.folder === 'runner' && (file === 'bin.ts' || file.startsWith('config/'))
    expect(readers.filter((file) => !mayRead(file))).toEqual([])
  })
})

test('folders that lead back to themselves are found, whatever lies between', () => {
  const imports = [
    { from: 'sync/plan.ts', specifier: '../runs/run.ts' },
    { from: 'runs/run.ts', specifier: './text/run-text.ts' },
    { from: 'runs/text/run-text.ts', specifier: '../../sync/plan.ts' },
    { from: 'report/page.ts', specifier: '../runs/run.ts' },
    { from: 'runs/run.ts', specifier: '../errors.ts' },
    { from: 'index.ts', specifier: './sync/plan.ts' },
  ]
  expect(folderCircles(imports)).toEqual([
    'runs → runs/text → sync → runs',
    'runs/text → sync → runs → runs/text',
    'sync → runs → runs/text → sync',
  ])
})

test('relative imports stay in a package; tests also use the test support of those below it', () => {
  const wrong = ['packages', 'examples', 'bench'].flatMap((folder) =>
    importsOf(join(workspaceRoot, folder))
      .map((one) => ({ ...one, from: join(folder, one.from) }))
      .filter((one) => isRelative(one) && !mayReach(one.from, join(dirname(one.from), one.specifier))),
  )
  expect(wrong.map(named)).toEqual([])
})

test('insights-transform imports nothing but its own files, not even from Node', () => {
  const transform = packageNamed('insights-transform')
  expect(
    importsOf(sourceOf(transform))
      .filter((one) => !isRelative(one))
      .map(named),
  ).toEqual([])
  expect(Object.keys({ ...transform.manifest.dependencies, ...transform.manifest.peerDependencies })).toEqual(
    [],
  )
})

test('the client pulls in no database, the store no HTTP', () => {
  const databases = /^(pg|pg-.*|kysely|@electric-sql\/pglite)$/
  const http = /^(undici|(node:)?https?2?|msw)$/
  const client = importsOf(sourceOf(packageNamed('airbnb-insights-client')))
  const store = importsOf(sourceOf(packageNamed('insights-store-timescale')))
  expect(client.filter(({ specifier }) => databases.test(packageOf(specifier))).map(named)).toEqual([])
  expect(store.filter(({ specifier }) => http.test(packageOf(specifier))).map(named)).toEqual([])
})

test('msw stays below /testing, and neither the client nor the simulator leads there', () => {
  const imports = importsOf(sourceOf(packageNamed('airbnb-insights-client')))
  const mswUsers = new Set(
    imports.filter(({ specifier }) => packageOf(specifier) === 'msw').map(({ from }) => from),
  )
  expect([...mswUsers].filter((file) => !file.startsWith('testing/'))).toEqual([])
  for (const entry of ['index.ts', 'simulator/index.ts']) {
    const reached = reachableFrom(entry, imports)
    expect([...mswUsers].filter((file) => reached.has(file))).toEqual([])
  }
})

test.each(['packages', 'examples', 'bench', 'scripts'])(
  '%s: our packages are imported by their public entries alone',
  (folder) => {
    const deep = importsOf(join(workspaceRoot, folder)).filter(({ specifier }) => {
      const target = packages.find(({ manifest }) => manifest.name === packageOf(specifier))
      if (!target) return false
      const subpath = `.${specifier.slice(target.manifest.name.length)}`
      return !(subpath in (target.manifest.exports ?? {}))
    })
    expect(deep.map(named)).toEqual([])
  },
)

test.each(packages)('the exports of $manifest.name are a closed list', ({ manifest }) => {
  expect(Object.keys(manifest.exports ?? {}).filter((subpath) => subpath.includes('*'))).toEqual([])
})
