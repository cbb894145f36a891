import { describe, expect, it } from 'vitest'
import { browserToOpen } from '../../src/login/browser-to-open.ts'

const CHROMIUM = '/usr/bin/chromium'
const open = (
  platform: NodeJS.Platform,
  environment: Record<string, string>,
  files: readonly string[] = [CHROMIUM],
  given?: string,
) => browserToOpen(given, { platform, environment, exists: (path) => files.includes(path) }, '/srv/anna')

describe('opens a window where somebody sees it', () => {
  it.each([
    [{ DISPLAY: ':0' }],
    [{ WAYLAND_DISPLAY: 'wayland-0' }],
    [{ DISPLAY: 'localhost:10.0', SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }],
  ])('%j', (environment) => {
    expect(open('linux', environment)).toEqual({ name: 'Chromium', path: CHROMIUM })
  })
})

describe('says in one line why there is none, and what else there is', () => {
  it.each([
    ['without a screen', 'linux', {}, [CHROMIUM], /no screen \(neither DISPLAY nor WAYLAND_DISPLAY is set\)/],
    ['over ssh', 'linux', { SSH_TTY: '/dev/pts/1' }, [CHROMIUM], /over ssh, without a screen/],
    [
      'over ssh on a Mac',
      'darwin',
      { SSH_CONNECTION: '…' },
      [],
      /over ssh: the window would open where nobody/,
    ],
    ['in a container', 'linux', { DISPLAY: '' }, [CHROMIUM, '/.dockerenv'], /a container has no screen/],
    [
      'without a browser',
      'linux',
      { DISPLAY: ':0' },
      [],
      /no Chrome, Chromium, Edge or Brave is installed here/,
    ],
    [
      'with a snap alone',
      'linux',
      { DISPLAY: ':0' },
      ['/snap/bin/chromium'],
      /only Chromium \(Snap\) is installed/,
    ],
  ] as const)('%s', (_, platform, environment, files, message) => {
    expect(() => open(platform, environment, files)).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(/accounts import/),
      }),
    )
  })
})

it('takes the browser that is named, from the folder where the command is run', () => {
  const files = ['/srv/anna/apps/chrome', CHROMIUM]
  expect(open('linux', { DISPLAY: ':0' }, files, 'apps/chrome').path).toBe('/srv/anna/apps/chrome')
  expect(() => open('linux', { DISPLAY: ':0' }, files, 'apps/none')).toThrow('--browser: given "apps/none"')
})
