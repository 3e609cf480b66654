#!/usr/bin/env node
// The command, under a name that is there before the first build: npm links only what it finds when it installs.
import "./dist/cli.js";
