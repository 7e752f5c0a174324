#!/usr/bin/env node
// Plain JavaScript that any Node can read: an old one is told what is needed instead of failing on new syntax.
var oldest = [22, 14];
var version = process.versions.node.split(".").map(Number);

if (version[0] < oldest[0] || (version[0] === oldest[0] && version[1] < oldest[1])) {
  process.stderr.write(
    "✗ slipway needs Node " +
      oldest.join(".") +
      " or newer; this is Node " +
      process.versions.node +
      " (" +
      process.execPath +
      ").\n  Do    install a newer one from https://nodejs.org, or put it first on the PATH\n",
  );
  process.exit(2);
}

// Node 22 warns that its SQLite is experimental; nobody who uses Slipway can do anything with that.
var emitWarning = process.emitWarning;
process.emitWarning = (warning, ...rest) => {
  if (/SQLite is an experimental feature/.test(String(warning))) return;
  emitWarning.call(process, warning, ...rest);
};

import("../dist/bin.js").catch((error) => {
  if (error.code === "ERR_MODULE_NOT_FOUND" && /dist[\\/]bin\.js/.test(error.message)) {
    process.stderr.write("✗ slipway is not built here.\n  Do    npm run build\n");
    process.exitCode = 1;
    return;
  }
  throw error;
});
