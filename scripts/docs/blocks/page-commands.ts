import { repositoryRoot } from './doc-pages.ts'
import { inRepository, shellWord } from './shell-word.ts'

const launcher = inRepository('airbnb-insights')
const pythonDatabase = inRepository('packages/insights-store-timescale/test/support/make-python-database.ts')

/**
 * What stands on the PATH of a page's script, beside the real commands. `airbnb-insights` is what `npm run install-command`
 * links to: it must work whatever the shell's own Node is.
 *
 * `npm` and `npx` look no further than this workspace, whose packages may not be published yet: an installation
 * succeeds where all that it names is there. The long ones, build, tests and demo, are steps of CI of their own:
 * `.ci/run` must have them, and they are not done once more.
 */
export function pageCommands(simulatorControl: string): Record<string, string> {
  return {
    'airbnb-insights': `exec ${launcher} "$@"`,
    npx: NPX,
    npm: NPM,
    // For set-up that readers do not see: moves the simulator's day, and builds what the Python system leaves.
    'simulator-day': `node -e 'fetch(process.argv[1]).then(r => r.ok || process.exit(1))' "${simulatorControl}?day=$1"`,
    'make-python-database': `exec ${shellWord(process.execPath)} --conditions=airbnb-insights:source ${pythonDatabase} "$DATABASE_URL"`,
    // An example of a query that finds nothing shows nothing.
    'find-rows': `psql -X -v ON_ERROR_STOP=1 "$DATABASE_URL" -f "$1" | tee "$1.out"\n! grep -q '^(0 rows)$' "$1.out"`,
  }
}

/** Whether CI has a step of its own that runs this. */
const hasStep = (command: string) => `grep -qF '${command}' ${inRepository('.ci/run')}`

const NPX = `[ "$1" = airbnb-insights-runner ] || { echo "npx $1: not a package of this repository" >&2; exit 1; }
shift
if [ "$1" = demo ]; then ${hasStep('npm run --silent demo')}; else exec ${launcher} "$@"; fi`

const NPM = `case "$1" in
  install)
    shift
    for name in "$@"; do
      case $name in -*) continue ;; *.tgz) [ -e "$name" ] && continue ;; esac
      [ -e "../node_modules/$name/package.json" ] || { echo "npm install $name: no such package here" >&2; exit 1; }
    done ;;
  test) ${hasStep('npm test')} ;;
  run) case "$2" in
    build) ${hasStep('scripts/prepare.mjs')} ;;
    demo) ${hasStep('npm run --silent demo')} ;;
    install-command) node ${inRepository('scripts/install-command.mjs')} ;;
    pack-packages) to=$PWD/../host-insights/.packed; cd ${shellWord(repositoryRoot)}; node_modules/.bin/pnpm --filter './packages/*' --recursive pack --pack-destination "$to" >/dev/null ;;
    setup) ${hasStep('scripts/prepare.mjs')} ;;
    *) echo "npm run $2: not a script to run from a page" >&2; exit 1 ;;
  esac ;;
  *) echo "npm $1: not a command to run from a page" >&2; exit 1 ;;
esac`
