import { describe, expect, it } from 'vitest'
import { type BrowserSurroundings, findBrowser } from '../../src/login/find-browser.ts'

/** A machine on which these files are there, and no others. */
const machine = (
  platform: NodeJS.Platform,
  files: readonly string[],
  environment: BrowserSurroundings['environment'] = {},
): BrowserSurroundings => ({ platform, environment, exists: (path) => files.includes(path) })

const LINUX = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/srv/anna' }
const WINDOWS = {
  ProgramFiles: String.raw`C:\Program Files`,
  'ProgramFiles(x86)': String.raw`C:\Program Files (x86)`,
  LOCALAPPDATA: String.raw`C:\Users\anna\AppData\Local`,
}
const MAC = { HOME: '/srv/anna' }

describe('finds', () => {
  it.each([
    ['linux', '/usr/bin/google-chrome-stable', 'Chrome', LINUX],
    ['linux', '/usr/local/bin/google-chrome', 'Chrome', LINUX],
    ['linux', '/opt/google/chrome/chrome', 'Chrome', LINUX],
    ['linux', '/usr/bin/chromium', 'Chromium', LINUX],
    ['linux', '/usr/bin/chromium-browser', 'Chromium', LINUX],
    ['linux', '/usr/lib64/chromium-browser/chromium-browser', 'Chromium', LINUX],
    ['linux', '/usr/bin/microsoft-edge-stable', 'Edge', LINUX],
    ['linux', '/usr/bin/brave-browser', 'Brave', LINUX],
    ['linux', '/srv/anna/bin/chromium', 'Chromium', { PATH: '/srv/anna/bin/:/usr/bin' }],
    ['linux', '/usr/bin/chromium', 'Chromium', {}],
    ['darwin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'Chrome', MAC],
    ['darwin', '/srv/anna/Applications/Chromium.app/Contents/MacOS/Chromium', 'Chromium', MAC],
    ['darwin', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge', 'Edge', MAC],
    ['darwin', '/Applications/Brave Browser.app/Contents/MacOS/Brave Browser', 'Brave', {}],
    ['win32', String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`, 'Chrome', WINDOWS],
    [
      'win32',
      String.raw`C:\Users\anna\AppData\Local\Google\Chrome\Application\chrome.exe`,
      'Chrome',
      WINDOWS,
    ],
    ['win32', String.raw`C:\Users\anna\AppData\Local\Chromium\Application\chrome.exe`, 'Chromium', WINDOWS],
    ['win32', String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`, 'Edge', WINDOWS],
    [
      'win32',
      String.raw`D:\Apps\BraveSoftware\Brave-Browser\Application\brave.exe`,
      'Brave',
      { PROGRAMFILES: 'D:\\Apps\\' },
    ],
  ] as const)('on %s %s', (platform, path, name, environment) => {
    expect(findBrowser(machine(platform, [path], environment))).toEqual({
      browser: { name, path },
      sandboxed: [],
    })
  })

  it('Chrome before Chromium, Chromium before Edge, Edge before Brave', () => {
    const installed = [
      '/usr/bin/brave',
      '/usr/bin/microsoft-edge',
      '/usr/bin/chromium',
      '/usr/bin/google-chrome',
    ]
    const found = [0, 1, 2, 3].map(
      (missing) => findBrowser(machine('linux', installed.slice(0, 4 - missing), LINUX)).browser?.name,
    )
    expect(found).toEqual(['Chrome', 'Chromium', 'Edge', 'Brave'])
  })
})

describe('finds none', () => {
  it.each([
    ['where nothing is installed', 'linux', [], LINUX],
    [
      'in a folder that the PATH names from where the command is run',
      'linux',
      ['bin/chromium'],
      { PATH: 'bin:.' },
    ],
    ['of another system', 'linux', ['/Applications/Chromium.app/Contents/MacOS/Chromium'], LINUX],
    [
      'below a folder of Windows that is not set',
      'win32',
      [String.raw`\Google\Chrome\Application\chrome.exe`],
      {},
    ],
  ] as const)('%s', (_, platform, files, environment) => {
    expect(findBrowser(machine(platform, files, environment)).browser).toBeUndefined()
  })
})

describe('tells those in a sandbox apart', () => {
  it.each([
    [['/snap/bin/chromium', '/usr/bin/chromium-browser'], ['Chromium (Snap)']],
    [['/var/lib/snapd/snap/bin/chromium'], ['Chromium (Snap)']],
    [['/var/lib/flatpak/exports/bin/com.google.Chrome'], ['Chrome (Flatpak)']],
    [
      ['/srv/anna/.local/share/flatpak/exports/bin/com.brave.Browser', '/snap/bin/brave'],
      ['Brave (Flatpak)', 'Brave (Snap)'],
    ],
  ])('%j', (files, sandboxed) => {
    const environment = { ...LINUX, PATH: `/snap/bin:${LINUX.PATH}` }
    expect(findBrowser(machine('linux', files, environment))).toEqual({ browser: undefined, sandboxed })
  })

  it('and takes one that is in none', () => {
    const files = ['/snap/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/microsoft-edge']
    expect(findBrowser(machine('linux', files, LINUX)).browser?.path).toBe('/usr/bin/microsoft-edge')
  })
})
