import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

/** One `import`, `export … from`, `import()` or `import('…')` type of a source file. */
export interface SourceImport {
  /** The importing file, relative to the folder that was read. */
  readonly from: string
  readonly specifier: string
}

/** Everything that the TypeScript files below `folder` import, comments and strings not mistaken for code. */
export function importsOf(folder: string): SourceImport[] {
  return typescriptFiles(folder).flatMap((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(folder, file), 'utf8'), true, true)
    return importedFiles.map(({ fileName }) => ({ from: file, specifier: fileName }))
  })
}

/** The files that `entry` leads to through relative imports, itself included. */
export function reachableFrom(entry: string, imports: readonly SourceImport[]): Set<string> {
  const reached = new Set<string>()
  const waiting = [entry]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    for (const { from, specifier } of imports) {
      if (from === file && specifier.startsWith('.')) waiting.push(join(dirname(file), specifier))
    }
  }
  return reached
}

/** Files that lead back to themselves through relative imports, each as the way round: `a.ts → b.ts → a.ts`. */
export function fileCircles(imports: readonly SourceImport[]): string[] {
  return circles(relativeWays(imports))
}

/**
 * Folders that do. Files that lie in the sources' own folder are left out: they are its entries, and what every folder
 * stands on.
 */
export function folderCircles(imports: readonly SourceImport[]): string[] {
  const between = relativeWays(imports).map(([from, target]) => [dirname(from), dirname(target)] as const)
  return circles(between.filter(([folder, target]) => folder !== target && folder !== '.' && target !== '.'))
}

function relativeWays(imports: readonly SourceImport[]): (readonly [from: string, target: string])[] {
  return imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ from, specifier }) => [from, join(dirname(from), specifier)])
}

function circles(pairs: readonly (readonly [from: string, target: string])[]): string[] {
  const ways = new Map<string, Set<string>>()
  for (const [from, target] of pairs) ways.set(from, (ways.get(from) ?? new Set()).add(target))
  return [...ways.keys()].toSorted().flatMap((from) => {
    const circle = wayBack(from, ways)
    return circle === null ? [] : [circle.join(' → ')]
  })
}

/** The shortest way from a place back to itself; null where there is none. */
function wayBack(from: string, ways: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const waiting = [[from]]
  const seen = new Set<string>()
  for (let way = waiting.shift(); way !== undefined; way = waiting.shift()) {
    for (const next of ways.get(way.at(-1) ?? from) ?? []) {
      if (next === from) return [...way, from]
      if (!seen.has(next)) waiting.push([...way, next])
      seen.add(next)
    }
  }
  return null
}

/** Whether a relative import stays inside `folder`. */
export function staysInside(folder: string, { from, specifier }: SourceImport): boolean {
  return !relative(folder, resolve(folder, dirname(from), specifier)).startsWith('..')
}

/** `@scope/name` or `name` of a bare specifier such as `name/subpath`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}

/** The files below `folder` that read the environment: `process.env`, or `env` imported from `node:process`. */
export function environmentReaders(folder: string): string[] {
  return typescriptFiles(folder).filter((file) => {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(folder, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    )
    const readsEnvironment = (node: ts.Node): boolean =>
      namesProcessEnv(node) ||
      (ts.forEachChild(node, (child) => readsEnvironment(child) || undefined) ?? false)
    return readsEnvironment(source)
  })
}

function namesProcessEnv(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'env' && endsInProcess(node.expression)
  if (ts.isElementAccessExpression(node)) {
    return (
      ts.isStringLiteral(node.argumentExpression) &&
      node.argumentExpression.text === 'env' &&
      endsInProcess(node.expression)
    )
  }
  // const { env } = process
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
    return (
      node.initializer !== undefined &&
      endsInProcess(node.initializer) &&
      node.name.elements.some((element) => (element.propertyName ?? element.name).getText() === 'env')
    )
  }
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const bindings = node.importClause?.namedBindings
    return (
      /^(node:)?process$/.test(node.moduleSpecifier.text) &&
      bindings !== undefined &&
      ts.isNamedImports(bindings) &&
      bindings.elements.some((element) => (element.propertyName ?? element.name).text === 'env')
    )
  }
  return false
}

/** `process` or `globalThis.process`. */
function endsInProcess(expression: ts.Expression): boolean {
  if (ts.isIdentifier(expression)) return expression.text === 'process'
  return ts.isPropertyAccessExpression(expression) && expression.name.text === 'process'
}

function typescriptFiles(folder: string): string[] {
  return globSync('**/*.ts', {
    cwd: folder,
    exclude: (name) => name === 'node_modules' || name === 'dist',
  }).toSorted()
}
