/** A browser of the person's own that can be opened at the sign-in page. */
export interface FoundBrowser {
  /** As people call it: `Chrome`. */
  readonly name: string
  /** The program, absolute. */
  readonly path: string
}

/** What was found. */
export interface BrowserSearch {
  /** The first of Chrome, Chromium, Edge and Brave that can be used; undefined where there is none. */
  readonly browser: FoundBrowser | undefined
  /**
   * Browsers in a sandbox of Flatpak's or Snap's, by their names: it shuts them off from profiles in the temporary
   * folder, and from the program that would drive them.
   */
  readonly sandboxed: readonly string[]
}

/** What the search depends on. */
export interface BrowserSurroundings {
  /** As `process.platform` says it. */
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Whether there is a file at a path. */
  readonly exists: (path: string) => boolean
}

/** A kind of browser, and where each system keeps it. */
interface BrowserKind {
  readonly name: string
  /** What it is called on the PATH. */
  readonly commands: readonly string[]
  /** Where Linux packages put it that is on no PATH. */
  readonly linux: readonly string[]
  readonly flatpak: string
  readonly snap: string | undefined
  /** Below an `Applications` folder. */
  readonly mac: string
  /** Below a folder of programs. */
  readonly windows: string
}

const KINDS: readonly BrowserKind[] = [
  {
    name: 'Chrome',
    commands: ['google-chrome-stable', 'google-chrome'],
    linux: ['/opt/google/chrome/chrome'],
    flatpak: 'com.google.Chrome',
    snap: undefined,
    mac: 'Google Chrome.app/Contents/MacOS/Google Chrome',
    windows: String.raw`Google\Chrome\Application\chrome.exe`,
  },
  {
    name: 'Chromium',
    commands: ['chromium', 'chromium-browser'],
    linux: ['/usr/lib/chromium/chromium', '/usr/lib64/chromium-browser/chromium-browser'],
    flatpak: 'org.chromium.Chromium',
    snap: 'chromium',
    mac: 'Chromium.app/Contents/MacOS/Chromium',
    windows: String.raw`Chromium\Application\chrome.exe`,
  },
  {
    name: 'Edge',
    commands: ['microsoft-edge-stable', 'microsoft-edge'],
    linux: ['/opt/microsoft/msedge/msedge'],
    flatpak: 'com.microsoft.Edge',
    snap: undefined,
    mac: 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    windows: String.raw`Microsoft\Edge\Application\msedge.exe`,
  },
  {
    name: 'Brave',
    commands: ['brave-browser-stable', 'brave-browser', 'brave'],
    linux: ['/opt/brave.com/brave/brave'],
    flatpak: 'com.brave.Browser',
    snap: 'brave',
    mac: 'Brave Browser.app/Contents/MacOS/Brave Browser',
    windows: String.raw`BraveSoftware\Brave-Browser\Application\brave.exe`,
  },
]

/** Where Windows keeps programs, by the names of its environment: for all users, and for one. */
const WINDOWS_FOLDERS = ['PROGRAMFILES', 'PROGRAMW6432', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'] as const

/** Ubuntu's `chromium-browser` is a script that starts the snap. */
const SNAP_SCRIPTS: ReadonlySet<string> = new Set(['/usr/bin/chromium-browser'])

/** Finds the browser to open, in the places where Linux, macOS and Windows keep one. Nothing is started. */
export function findBrowser(surroundings: BrowserSurroundings): BrowserSearch {
  const { platform, exists } = surroundings
  const inSandbox = platform === 'linux' ? sandboxedBrowsers(surroundings) : []
  const snapIsThere = inSandbox.some(({ how }) => how === 'Snap')
  const isUsable = (path: string) => exists(path) && !(snapIsThere && SNAP_SCRIPTS.has(path))
  const found = KINDS.flatMap((kind) => {
    const path = placesOf(kind, surroundings).find(isUsable)
    return path === undefined ? [] : [{ name: kind.name, path }]
  })
  return { browser: found[0], sandboxed: inSandbox.map(({ name, how }) => `${name} (${how})`) }
}

function placesOf(kind: BrowserKind, { platform, environment }: BrowserSurroundings): readonly string[] {
  if (platform === 'darwin') {
    const home = environment['HOME']
    const folders = ['/Applications', ...(home === undefined ? [] : [`${home}/Applications`])]
    return folders.map((folder) => `${folder}/${kind.mac}`)
  }
  if (platform === 'win32') {
    return WINDOWS_FOLDERS.flatMap((name) => {
      const folder = windowsVariable(environment, name)
      return folder === undefined ? [] : [`${folder.replace(/\\+$/, '')}\\${kind.windows}`]
    })
  }
  const folders = pathFolders(environment).filter((folder) => !isSandboxFolder(folder))
  const onPath = folders.flatMap((folder) => kind.commands.map((command) => `${folder}/${command}`))
  return [...onPath, ...kind.commands.map((command) => `/usr/bin/${command}`), ...kind.linux]
}

/** Names of Windows' environment differ in case from program to program. */
function windowsVariable(environment: BrowserSurroundings['environment'], name: string): string | undefined {
  const [, value] = Object.entries(environment).find(([key]) => key.toUpperCase() === name) ?? []
  return value === '' ? undefined : value
}

/** Absolute ones only: what a relative one holds depends on where the command is run. */
function pathFolders(environment: BrowserSurroundings['environment']): string[] {
  const folders = (environment['PATH'] ?? '').split(':').map((folder) => folder.replace(/(?<=.)\/+$/, ''))
  return folders.filter((folder) => folder.startsWith('/'))
}

const isSandboxFolder = (folder: string): boolean =>
  /^\/(?:var\/lib\/snapd\/)?snap\/|\/flatpak\/exports\/bin$/.test(folder)

function sandboxedBrowsers({
  environment,
  exists,
}: BrowserSurroundings): { readonly name: string; readonly how: 'Flatpak' | 'Snap' }[] {
  const home = environment['HOME']
  const exports = [
    '/var/lib/flatpak/exports/bin',
    ...(home === undefined ? [] : [`${home}/.local/share/flatpak/exports/bin`]),
  ]
  return KINDS.flatMap(({ name, flatpak, snap }) => {
    const snaps = snap === undefined ? [] : [`/snap/bin/${snap}`, `/var/lib/snapd/snap/bin/${snap}`]
    return [
      ...(exports.some((folder) => exists(`${folder}/${flatpak}`))
        ? [{ name, how: 'Flatpak' as const }]
        : []),
      ...(snaps.some(exists) ? [{ name, how: 'Snap' as const }] : []),
    ]
  })
}
