// Installs the git hooks of lefthook.yml, for those who commit: not in CI, and not where there is no git.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const options = { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' }
const { stdout } = spawnSync('git', ['rev-parse', '--is-inside-work-tree'], options)

if (!process.env.CI && stdout?.trim() === 'true') {
  const windows = process.platform === 'win32'
  const { status } = spawnSync('npx', ['lefthook', 'install'], {
    ...options,
    shell: windows,
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
}
