// Loaded before everything else in every Node process of a page's script, the shell's own included, hence plain JavaScript: www.airbnb.com is the simulator, and
// nobody else's server can be asked by mistake.
const simulator = process.env['SIMULATED_AIRBNB'] ?? ''
const realFetch = globalThis.fetch

globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input)
  if (url.hostname === '127.0.0.1' || url.hostname === 'localhost') return await realFetch(input, init)
  if (url.origin !== 'https://www.airbnb.com' || input instanceof Request) {
    throw new Error(`A block of the documentation asks ${url.origin}`)
  }
  return await realFetch(new URL(`${url.pathname}${url.search}`, simulator), init)
}
