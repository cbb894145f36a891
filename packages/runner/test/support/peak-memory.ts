/**
 * Code that gives how many kB of memory a process has taken at the most. `maxRSS` alone would not do: on Linux it begins
 * with what the process that spawned it had, which is a worker of many tests.
 */
export const PEAK_MEMORY = `(process.platform === 'linux'
  ? Number(/VmHWM:\\s*(\\d+)/.exec(process.getBuiltinModule('node:fs').readFileSync('/proc/self/status', 'utf8'))[1])
  : process.resourceUsage().maxRSS)`
