import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { ExecCommand } from './kubeconfig.ts'

const execCredential = z.object({
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
  }),
})

/** Credentials that a program gave. */
export type ExecCredential = z.output<typeof execCredential>['status']

/** A program that asks a person in a browser takes its time. */
const ANSWER_MS = 120_000

/** Runs the program of a kubeconfig that gives credentials. @throws Error in one line, without what it printed on stdout. */
export async function execCredentialOf(
  { apiVersion, command, args, env, folder }: ExecCommand & { readonly folder: string },
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExecCredential> {
  const info = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } })
  const own = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]))
  const program = command.includes('/') ? resolve(folder, command) : command
  const { stdout } = await promisify(execFile)(program, args ?? [], {
    env: { ...environment, ...own, KUBERNETES_EXEC_INFO: info },
    timeout: ANSWER_MS,
    encoding: 'utf8',
  }).catch(({ code }: { code?: unknown }) => {
    throw new Error(`${command}, which the kubeconfig has for credentials, failed (${String(code)})`)
  })
  const parsed = execCredential.safeParse(parsedOrNull(stdout))
  if (!parsed.success) throw new Error(`${command}, which the kubeconfig has for credentials, gave none`)
  return parsed.data.status
}

/** What is no JSON may be a bare token, of which the parser's words would quote the beginning. */
function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
