import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type DefaultTheme, defineConfig } from 'vitepress'
import { repositoryLinks } from './repository-links.ts'

/** What typedoc-plugin-markdown writes to `navigationJson`. */
interface ApiPage {
  title: string
  path?: string
  children?: ApiPage[]
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** A heading's anchor. Underscores stay: the reference links to columns by their names. */
function anchorOf(title: string): string {
  const plain = title.normalize('NFKD').replaceAll(/[\u0300-\u036F]/g, '')
  return plain.replaceAll(/\W+/g, '-').replaceAll(/^-|-$/g, '').toLowerCase()
}

export default defineConfig({
  title: 'host-insights',
  description: "An Airbnb host's own performance insights, day after day, in TimescaleDB",
  lang: 'en',
  cleanUrls: true,
  outDir: 'dist',
  // Else every page holds the sidebars of all.
  metaChunk: true,
  rewrites: { 'README.md': 'index.md' },
  // Shown on no page: a build is the same whenever it is made.
  lastUpdated: false,
  markdown: {
    config: (markdown) => void markdown.use(repositoryLinks),
    anchor: { slugify: anchorOf },
  },
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Start here', link: '/' },
      { text: 'Guides', link: '/first-account' },
      { text: 'Reference', link: '/reference/cli' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: {
      ...apiSidebars(),
      '/': [
        {
          text: 'Start here',
          items: [
            { text: 'What this is', link: '/' },
            { text: 'How it works', link: '/how-it-works' },
            { text: 'The life of a run', link: '/life-of-a-run' },
            { text: 'The base day', link: '/base-day' },
            { text: 'Terms of use', link: '/terms-of-use' },
          ],
        },
        {
          text: 'Guides',
          items: [
            { text: 'The first account', link: '/first-account' },
            { text: 'Many accounts', link: '/many-accounts' },
            { text: 'Metrics', link: '/metrics' },
            { text: 'Pages in the browser', link: '/pages' },
            { text: 'The report', link: '/report' },
            { text: 'Exports', link: '/exports' },
            { text: 'The packages from a clone', link: '/from-a-clone' },
            { text: 'Your own service', link: '/own-service' },
            { text: 'Notebooks', link: '/notebooks' },
            { text: 'Contract tests', link: '/contract-tests' },
            { text: 'SQL', link: '/sql' },
            { text: 'TimescaleDB', link: '/timescaledb' },
            { text: 'Moving from sync-airbnb', link: '/moving-from-sync-airbnb' },
            { text: 'Deploying', link: '/deploying' },
            { text: 'A worker for each account', link: '/operator' },
            { text: 'Operating', link: '/operating' },
            { text: 'Security', link: '/security' },
          ],
        },
        {
          text: 'Reference',
          items: [
            { text: 'Command line', link: '/reference/cli' },
            { text: 'Settings', link: '/reference/settings' },
            { text: 'REST', link: '/reference/rest' },
            { text: 'API of the packages', link: '/api/' },
            { text: 'The private API', link: '/private-api' },
            { text: 'Learn from a capture', link: '/learn-from-a-capture' },
            { text: 'Migrations', link: '/migrations' },
          ],
        },
        {
          text: 'Contributing',
          items: [
            { text: 'Testing', link: '/testing' },
            { text: 'Writing documentation', link: '/writing-docs' },
          ],
        },
      ],
    },
  },
})

/** A sidebar for each module of the packages' API, as typedoc arranged it; none before `npm run docs:reference` has run. */
function apiSidebars(): DefaultTheme.SidebarMulti {
  const file = here('../api/navigation.json')
  if (!existsSync(file)) return {}
  const packages: ApiPage[] = JSON.parse(readFileSync(file, 'utf8'))
  const modules = packages.flatMap(modulesOf)
  const links = modules.map(({ title, link }) => ({ text: title, link }))
  // A page holds its whole sidebar: one for all of them would be most of the site.
  return Object.fromEntries([
    ['/api/', [{ text: 'API', link: '/api/', items: links }]],
    ...modules.map(({ title, link, children }) => [
      link,
      [
        { text: 'API', link: '/api/' },
        { text: title, link, items: children.map(sidebarItem) },
      ],
    ]),
  ])
}

/** A package that has one entry point is a module; one that has several has modules as children. */
function modulesOf({
  title,
  children = [],
}: ApiPage): { title: string; link: string; children: ApiPage[] }[] {
  const entryPoints = children.filter(({ path }) => path?.endsWith('/index.md'))
  if (entryPoints.length === 0) return [{ title, link: `/api/${title}/`, children }]
  return entryPoints.map((entry) => ({
    title: entry.title === 'index' ? title : `${title}/${entry.title}`,
    link: `/api/${title}/${entry.title}/`,
    children: entry.children ?? [],
  }))
}

function sidebarItem({ title, path, children }: ApiPage): DefaultTheme.SidebarItem {
  return {
    text: title,
    ...(path === undefined ? {} : { link: `/api/${path.replace(/\.md$/, '').replace(/index$/, '')}` }),
    ...(children === undefined ? {} : { items: children.map(sidebarItem), collapsed: true }),
  }
}
