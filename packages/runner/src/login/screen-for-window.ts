import type { BrowserSurroundings } from './find-browser.ts'

/**
 * Why nobody would see a window that opened here, in words that continue a sentence; undefined where somebody would,
 * as far as can be told.
 */
export function whyNoWindow({ platform, environment, exists }: BrowserSurroundings): string | undefined {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== ''
  const overSsh = isSet('SSH_CONNECTION') || isSet('SSH_TTY')
  if (platform === 'darwin' || platform === 'win32') {
    return overSsh ? 'this is a session over ssh: the window would open where nobody sees it' : undefined
  }
  // A forwarded X11 display (ssh -X) is one like any other.
  if (isSet('DISPLAY') || isSet('WAYLAND_DISPLAY')) return undefined
  if (exists('/.dockerenv') || exists('/run/.containerenv')) return 'a container has no screen'
  return overSsh
    ? 'this is a session over ssh, without a screen'
    : 'this machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)'
}
