import { globSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

// Development runs the sources as they are, and Node's own parser refuses some that the compiler and the bundler take.
const files = globSync("{packages,scripts,test,bench}/**/*.ts", {
  exclude: (path) => path.endsWith("node_modules") || path.endsWith("dist"),
});
if (files.length === 0) throw new Error("no sources found: run it from the project's root");
for (const file of files) {
  try {
    stripTypeScriptTypes(readFileSync(file, "utf8"));
  } catch (error) {
    console.error(`${file}: Node cannot run it: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
