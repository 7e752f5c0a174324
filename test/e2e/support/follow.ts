import type { Home } from "./home.ts";
import { ok } from "./home.ts";
import type { Programs } from "./shell.ts";
import { shellBlocks } from "./shell-blocks.ts";

/**
 * Runs the `sh` blocks of a Markdown file one after the other in one shell, as a person would in the checkout, and returns what
 * they print on stdout. Throws with everything they said when a command fails. `as` changes what this machine has under another name.
 */
export function follow(
  home: Home,
  tools: Programs,
  file: string,
  as: (script: string) => string = (script) => script,
): Promise<string> {
  const script = as(shellBlocks(file).join("\n"));
  return ok(home.run("env", [`PATH=${tools.path}`, "bash", "--norc", "-euo", "pipefail", "-c", script]));
}
