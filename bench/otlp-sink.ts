// A collector that takes whatever comes and keeps none of it; says where it is, and when asked how many bytes came. Ends
// with its parent.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

let received = 0
const server = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => (received += chunk.length))
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end())
})
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`)
})
process.on('message', () => process.send?.(received))
process.on('disconnect', () => process.exit())
