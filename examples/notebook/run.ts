// Executes the notebook cell by cell in Deno's Jupyter kernel, and compares what comes out with what is saved in it.
// With --save it is saved instead. It needs Python with nbclient: `apt-get install python3-nbclient`, or pip.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

interface Notebook {
  cells: { cell_type: string; source: string | string[]; outputs?: unknown[] }[]
}

const here = import.meta.dirname
const file = join(here, 'nights.ipynb')

/** A folder where Jupyter finds the kernel of the Deno that npm installed, and no other. */
function makeKernel(folder: string): void {
  const kernel = join(folder, 'kernels/deno')
  mkdirSync(kernel, { recursive: true })
  const argv = [join(here, 'node_modules/.bin/deno'), 'jupyter', '--kernel', '--conn', '{connection_file}']
  writeFileSync(
    join(kernel, 'kernel.json'),
    JSON.stringify({ argv, display_name: 'Deno', language: 'typescript' }),
  )
}

function pythonWithNbclient(): string {
  const found = ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', 'import nbclient'], { stdio: 'ignore' }).status === 0,
  )
  if (found === undefined)
    throw new Error('No Python with nbclient: apt-get install python3-nbclient, or pip install nbclient')
  return found
}

function execute(): Notebook {
  const kernels = mkdtempSync(join(tmpdir(), 'notebook-kernel-'))
  try {
    makeKernel(kernels)
    const { status, stdout, stderr } = spawnSync(pythonWithNbclient(), [join(here, 'execute.py'), file], {
      cwd: here,
      encoding: 'utf8',
      env: { ...process.env, JUPYTER_PATH: kernels, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
    })
    if (status !== 0) throw new Error(`The notebook failed:\n${stderr}`)
    return JSON.parse(stdout)
  } finally {
    rmSync(kernels, { recursive: true })
  }
}

const saved: Notebook = JSON.parse(readFileSync(file, 'utf8'))
const executed = execute()
if (process.argv.includes('--save')) {
  writeFileSync(file, `${JSON.stringify(executed, null, 1)}\n`)
  console.log(`Saved ${file}`)
} else {
  const changed = executed.cells.flatMap(({ outputs }, index) =>
    isDeepStrictEqual(outputs, saved.cells[index]?.outputs) ? [] : [index + 1],
  )
  for (const cell of changed) {
    console.log(`Cell ${cell} gives another output than the saved one:`)
    console.dir(executed.cells[cell - 1]?.outputs, { depth: null })
  }
  process.exitCode = changed.length > 0 ? 1 : 0
  if (changed.length === 0) console.log(`${executed.cells.length} cells give what is saved.`)
}
