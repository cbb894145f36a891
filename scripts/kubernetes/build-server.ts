// Builds the Kubernetes API server of the tests where it has not been built, and prints where it lives:
//
//   npm run kubernetes:build
import { buildServer, kubernetesVersion, serverIsBuilt } from './server-binary.ts'

if (!serverIsBuilt()) {
  process.stderr.write(`Building Kubernetes ${kubernetesVersion()}: many minutes, the first time …\n`)
}
process.stdout.write(`${await buildServer()}\n`)
