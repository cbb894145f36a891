// What each entry of each package exports, with its types, as packages/*/api/*.api.md: a change of the public API
// shows in a review as a change of these files. Made from the built declarations, so build first.
//
// node scripts/api-reports.ts            writes the reports
// node scripts/api-reports.ts --check    writes nothing; exit code 1 if a report no longer fits
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import {
  ConsoleMessageId,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor'
import { publishedPackages, workspaceRoot } from './test/support/workspace.ts'

const checking = process.argv.includes('--check')
const CHANGED: string = ConsoleMessageId.ApiReportNotCopied
const DIFFERENCES: string = ConsoleMessageId.ApiReportDiff
const scratch = mkdtempSync(join(tmpdir(), 'host-insights-api-'))

for (const { path, manifest } of publishedPackages()) {
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    const declarations = declarationsOf(target)
    if (declarations === undefined) continue
    const name = subpath === '.' ? 'index' : basename(subpath)
    // What the main entry exports can be imported from there.
    const exported = subpath === '.' ? new Set<string>() : exportedNames(join(path, 'api/index.api.md'))
    const upToDate = report(path, join(path, declarations), `${name}.api.md`, exported)
    if (!upToDate) process.exitCode = 1
  }
}
rmSync(scratch, { recursive: true })

function declarationsOf(target: unknown): string | undefined {
  if (typeof target !== 'object' || target === null || !('types' in target)) return undefined
  return String(target.types)
}

function exportedNames(file: string): Set<string> {
  const declared = /^export (?:declare )?(?:abstract )?(?:class|const|enum|function|interface|type) (\w+)/gm
  return new Set([...readFileSync(file, 'utf8').matchAll(declared)].map(([, name = '']) => name))
}

/** Writes, or compares, the report of one entry. `elsewhere` are names that another entry of the package exports. */
function report(
  folder: string,
  declarations: string,
  reportFileName: string,
  elsewhere: ReadonlySet<string>,
): boolean {
  const reportFolder = join(folder, 'api')
  mkdirSync(reportFolder, { recursive: true })
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: declarations,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions: compilerOptions(), files: [declarations] } },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName,
        reportFolder,
        reportTempFolder: scratch,
      },
      // Only the types are compared: doc comments are typedoc's to check, and all that is exported is public. A type that
      // a signature names and nobody can import is a fault of that entry.
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.None },
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.Error },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  })
  return Extractor.invoke(config, {
    localBuild: !checking,
    printApiReportDiff: true,
    messageCallback: (message) => showPlainly(message, elsewhere),
  }).succeeded
}

function compilerOptions(): object {
  return {
    target: 'ES2022',
    lib: ['ES2023', 'DOM', 'ESNext.Disposable'],
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    types: ['node'],
    typeRoots: [join(workspaceRoot, 'node_modules/@types')],
    strict: true,
    skipLibCheck: true,
  }
}

/** Errors and differences; not which compiler api-extractor has, or where it put its files. */
function showPlainly(message: ExtractorMessage, elsewhere: ReadonlySet<string>): void {
  const id: string = message.messageId
  const [, forgotten = ''] = /^The symbol "(\w+)" needs to be exported/.exec(message.text) ?? []
  if (elsewhere.has(forgotten)) message.logLevel = ExtractorLogLevel.None
  message.handled = true
  if (message.logLevel === ExtractorLogLevel.Error || id === DIFFERENCES) {
    process.stderr.write(`${message.text}\n`)
  }
  if (id === CHANGED) {
    process.stderr.write(
      'The public API has changed. If it was meant to, run `npm run api` and commit the reports.\n',
    )
  }
}
