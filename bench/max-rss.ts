// Loaded into a process with `--import`: tells at its end, on file descriptor 3, how much memory it took at the most, in kB.
import { writeSync } from 'node:fs'

process.on('exit', () => void writeSync(3, String(process.resourceUsage().maxRSS)))
