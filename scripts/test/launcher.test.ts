import { execFile } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readManifest, workspaceRoot } from './support/workspace.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'host-insights-launcher-')))
afterAll(() => rmSync(folder, { recursive: true }))
const bin = join(workspaceRoot, 'packages/runner/dist/bin.js')
const { version } = readManifest(join(workspaceRoot, 'packages/runner'))

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program with nothing of this process's environment but what is given. */
async function run(file: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return await new Promise((resolve) => {
    execFile(file, args, { env, cwd: folder, encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

/** Makes Node take itself for an older one. */
const asNode = (old: string) =>
  `--import=data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${old}'})`

describe('the command on a Node that is too old', () => {
  test.each(['18.20.8', '20.19.0', '22.18.0'])('%s: one line says what is needed', async (old) => {
    const { code, stdout, stderr } = await run(process.execPath, [asNode(old), bin, 'sync'])
    expect(stderr).toMatch(
      new RegExp(
        `^airbnb-insights, which .* hosts, needs Node 22\\.19 or later; this is Node ${old.replaceAll('.', '\\.')} \\(/.*\\)\\.\nIn a clone .*\n$`,
      ),
    )
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  })

  test('no import comes before the check, for one that is missing ends the process first', () => {
    expect(readFileSync(bin, 'utf8')).not.toMatch(/^\s*(import|export)\b/m)
  })
})

test('the packages say what they need where Map.groupBy is missing', async () => {
  const program =
    "delete Map.groupBy; import('insights-transform').catch((error) => console.log(error.message))"
  const script = join(workspaceRoot, 'packages/airbnb-insights-client/node_modules/.groupby-test.mjs')
  writeFileSync(script, program)
  const { stdout } = await run(process.execPath, [script])
  rmSync(script)
  expect(stdout).toContain('host-insights needs Node 22.19 or later')
})

describe('the launcher of a clone in a folder with spaces and quotes', () => {
  const clone = join(folder, "a host's own clone")
  mkdirSync(join(clone, 'scripts'), { recursive: true })
  copyFileSync(join(workspaceRoot, 'airbnb-insights'), join(clone, 'airbnb-insights'))
  copyFileSync(join(workspaceRoot, 'scripts/install-command.mjs'), join(clone, 'scripts/install-command.mjs'))
  for (const name of ['node_modules', 'packages']) symlinkSync(join(workspaceRoot, name), join(clone, name))
  const old = join(folder, 'an old node')
  mkdirSync(old)
  writeFileSync(join(old, 'node'), '#!/bin/sh\necho "the Node of the shell was run" >&2\nexit 9\n')
  chmodSync(join(old, 'node'), 0o755)
  const shell = `${old}:/usr/bin:/bin`
  const installs = (env: Record<string, string>) =>
    run(process.execPath, [join(clone, 'scripts/install-command.mjs')], env)

  test('runs on the Node of the lock file, not on that of the shell', async () => {
    const { code, stdout, stderr } = await run(join(clone, 'airbnb-insights'), ['--version'], { PATH: shell })
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  test('is installed into a folder of the path, and runs by its name', async () => {
    const home = join(folder, 'home')
    const own = join(home, '.local/bin')
    const { code, stdout } = await installs({ HOME: home, PATH: `${shell}:${own}` })
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `The command airbnb-insights is ${own}/airbnb-insights, a link to this clone: keep the clone where it is.\n`,
    })
    expect(readlinkSync(join(own, 'airbnb-insights'))).toBe(join(clone, 'airbnb-insights'))
    const asTyped = await run('/bin/sh', ['-c', 'airbnb-insights --version'], { PATH: `${shell}:${own}` })
    expect(asTyped).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
    expect((await installs({ HOME: home, PATH: `${shell}:${own}` })).code).toBe(0)
  })

  test('where no folder of the path will do, the line is said that makes it so', async () => {
    const home = join(folder, 'other home')
    const { code, stdout } = await installs({ HOME: home, PATH: shell })
    expect(code).toBe(0)
    expect(stdout).toContain(`\n  export PATH="${home}/.local/bin:$PATH"\n`)
  })

  test('a file of another program is left alone', async () => {
    const home = join(folder, 'third home')
    const file = join(home, '.local/bin/airbnb-insights')
    mkdirSync(join(home, '.local/bin'), { recursive: true })
    writeFileSync(file, 'something else')
    const { code, stderr } = await installs({ HOME: home, PATH: shell })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `${file} is there already and is not this command: nothing was changed\n`,
    })
    expect(readFileSync(file, 'utf8')).toBe('something else')
  })
})
