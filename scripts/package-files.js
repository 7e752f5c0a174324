// Puts the files that ship with the package, but live at the repository's root, beside it while it is packed.
import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const PACKAGE = join(ROOT, "packages/platform");
const FILES = ["README.md", "LICENSE", "NOTICE", "examples"];

for (const file of FILES) rmSync(join(PACKAGE, file), { recursive: true, force: true });
if (process.argv[2] === "copy") {
  // npm reads what a pack prints on stdout as its own answer.
  execFileSync("npm", ["run", "build"], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  for (const file of FILES) cpSync(join(ROOT, file), join(PACKAGE, file), { recursive: true });
}
