import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { workspaceRoot } from './workspace.ts'

/** A property of an interface, with what its doc comment says of the default. */
export interface DeclaredOption {
  readonly name: string
  readonly optional: boolean
  readonly defaultValue: string | undefined
}

/** The properties of an interface, those that it inherits first. */
export function optionsOf(file: string, interfaceName: string): DeclaredOption[] {
  const { statements } = parsed(file)
  const declaration = statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === interfaceName,
  )
  if (!declaration) throw new Error(`${file} has no interface ${interfaceName}`)
  const parents = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
    types.flatMap(({ expression }) => {
      const name = expression.getText()
      return optionsOf(importedFrom(file, statements, name) ?? file, name)
    }),
  )
  const own = declaration.members.filter(ts.isPropertySignature).map((member) => ({
    name: member.name.getText(),
    optional: member.questionToken !== undefined,
    defaultValue: defaultOf(member),
  }))
  return [...parents, ...own]
}

/** The file of our own that a name is imported from; undefined where it is declared in the same one. */
function importedFrom(file: string, statements: readonly ts.Statement[], name: string): string | undefined {
  for (const statement of statements.filter(ts.isImportDeclaration)) {
    const named = statement.importClause?.namedBindings
    if (named === undefined || !ts.isNamedImports(named) || !ts.isStringLiteral(statement.moduleSpecifier))
      continue
    if (named.elements.some((element) => element.name.text === name)) {
      return join(dirname(file), statement.moduleSpecifier.text)
    }
  }
  return undefined
}

function defaultOf(member: ts.PropertySignature): string | undefined {
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'defaultValue')
  return tag && ts.getTextOfJSDocComment(tag.comment)
}

/** The error classes of a file, its root apart, with the `code` that each gives its errors. */
export function errorCodesOf(file: string): Record<string, string> {
  const classes = parsed(file).statements.filter(ts.isClassDeclaration)
  return Object.fromEntries(
    classes.flatMap((declaration) => {
      const code = codeOf(declaration)
      return code === undefined ? [] : [[declaration.name?.text ?? '', code]]
    }),
  )
}

/** What a class says its `code` is: as a property, or as the first argument of its root's constructor. */
function codeOf(node: ts.Node): string | undefined {
  if (ts.isPropertyDeclaration(node) && node.name.getText() === 'code' && node.initializer) {
    return literalIn(node.initializer)
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
    const [first] = node.arguments
    return first && literalIn(first)
  }
  return ts.forEachChild(node, codeOf)
}

function literalIn(node: ts.Expression): string | undefined {
  const inner = ts.isAsExpression(node) ? node.expression : node
  return ts.isStringLiteral(inner) ? inner.text : undefined
}

function parsed(file: string): ts.SourceFile {
  const text = readFileSync(join(workspaceRoot, file), 'utf8')
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
}
