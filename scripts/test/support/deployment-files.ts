import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { workspaceRoot } from './workspace.ts'

export function readFile(path: string): string {
  return readFileSync(join(workspaceRoot, path), 'utf8')
}

/** Paths of the files directly in a folder whose names the pattern fits, relative to the root. */
export function filesIn(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(workspaceRoot, folder))
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name))
}

/** The documents of a YAML file, as Go's programs read them: version 1.1, with merge keys and octal numbers. */
export function readYaml<Document>(path: string): Document[] {
  return parseYaml<Document>(readFile(path))
}

/** The same of YAML that is no file. */
export function parseYaml<Document>(text: string): Document[] {
  return parseAllDocuments(text, { version: '1.1' }).flatMap((document) => {
    const [error] = document.errors
    if (error !== undefined) throw error
    // A template that makes nothing leaves an empty document.
    const value = document.toJS() as Document | null
    return value === null ? [] : [value]
  })
}
