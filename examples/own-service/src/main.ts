import { openStore, parseCredentialKeys } from 'insights-store-timescale'
import { createService } from './service.ts'

const { DATABASE_URL, CREDENTIAL_KEYS = '', PORT = '3000' } = process.env
const store = await openStore({
  connection: DATABASE_URL ?? { dataDir: './data' },
  credentialKeys: parseCredentialKeys(CREDENTIAL_KEYS),
})
await store.migrate()
const service = createService({ store })
service.addHook('onClose', () => store.close())
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void service.close())
console.log(`http://127.0.0.1:${PORT}`)
await service.listen({ host: '127.0.0.1', port: Number(PORT) })
