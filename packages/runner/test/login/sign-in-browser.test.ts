import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserAvailable, profilesIn, windowlessBrowser } from '../../e2e/person-at-browser.ts'
import { SignInBrowser } from '../../src/login/sign-in-browser.ts'

describe.runIf(browserAvailable())('the browser to sign in with', { timeout: 60_000 }, () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'airbnb-insights-desk-'))
    vi.stubEnv('TMPDIR', folder)
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })
  const open = async (site: string, path = windowlessBrowser(folder)) =>
    await SignInBrowser.open({
      browser: { name: 'Chromium', path },
      site,
      timeoutMinutes: 0.05,
      signal: new AbortController().signal,
    })

  it('is closed when the time has run out', async () => {
    await using simulator = await startSimulator()
    {
      await using browser = await open(simulator.url)
      await expect(browser.session()).rejects.toMatchObject({
        code: 'not_signed_in',
        message: expect.stringMatching(/^nobody signed in within .*; nothing was stored$/),
      })
    }
    expect(profilesIn(folder)).toEqual([])
  })

  it('says which site it could not open', async () => {
    const simulator = await startSimulator()
    await simulator.close()
    await expect(open(simulator.url)).rejects.toMatchObject({
      code: 'not_signed_in',
      message: `the browser could not open ${simulator.url}/login (net::ERR_CONNECTION_REFUSED)`,
    })
    expect(profilesIn(folder)).toEqual([])
  })

  it('says of a program that is no browser that it did not start', async () => {
    await expect(open('http://127.0.0.1:9', '/bin/false')).rejects.toMatchObject({
      code: 'configuration',
      message: 'Chromium (/bin/false) did not start',
    })
    expect(profilesIn(folder)).toEqual([])
  })
})
