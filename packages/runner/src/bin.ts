#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// Before anything else is loaded: from the second start on, nothing has to be compiled anew.
enableCompileCache()

const argv = process.argv.slice(2)
// Not awaited: a module with top-level await cannot be `require`d, and there is nothing after it.
void import('./program/main.ts').then(({ main }) => main(argv, process.env))
