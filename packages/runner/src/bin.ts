#!/usr/bin/env node
// Older versions of Node must be able to read this file, to be told that they are too old: nothing is imported before
// the version is known, and the syntax is that of Node 12.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `airbnb-insights, which syncs the insights of Airbnb hosts, needs Node 22.19 or later; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'In a clone of its repository, ./airbnb-insights runs it on the Node that comes with it.\n',
  )
  process.exitCode = 3
} else {
  // Not awaited: a module with top-level await cannot be `require`d, and there is nothing after it.
  void import('./program/start.ts').then(({ start }) => start(process.argv.slice(2), process.env))
}
