/** `npm run generate`: writes every generated file; with `--check` it only says which are wrong, and fails. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedFiles } from "./files.ts";
import { leftOver, ROOT, textOf } from "./present.ts";

const check = process.argv.includes("--check");
const files = generatedFiles();
const differing = [...files].filter(([path, text]) => textOf(path) !== text);
const obsolete = leftOver(files);

if (!check) {
  for (const [path, text] of differing) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
  for (const path of obsolete) rmSync(join(ROOT, path));
}
say(
  check ? "differ" : "written",
  differing.map(([path]) => path),
);
say(check ? "left over" : "removed", obsolete);
if (check && differing.length + obsolete.length > 0) {
  console.log("Run `npm run generate` and commit what it changes.");
  process.exitCode = 1;
}

function say(what: string, paths: readonly string[]): void {
  if (paths.length > 0) console.log(`${what}:\n  ${paths.join("\n  ")}`);
}
