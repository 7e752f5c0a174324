/** `npm run generate`: writes the model's generated files; with `--check` it only says which differ, and fails. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { generatedFiles } from "./files.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const check = process.argv.includes("--check");
const differing: string[] = [];

for (const [path, text] of generatedFiles()) {
  const file = join(root, path);
  if (text === current(file)) continue;
  differing.push(relative(root, file));
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (differing.length > 0) console.log(`${check ? "differ" : "written"}:\n  ${differing.join("\n  ")}`);
if (check && differing.length > 0) {
  console.log("Run `npm run generate` and commit what it writes.");
  process.exitCode = 1;
}

function current(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
