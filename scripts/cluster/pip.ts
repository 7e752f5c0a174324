import { join } from "node:path";
import { run } from "./run.ts";

/** Installs wheels from PyPI into a folder, by a pip of its own; `scratch` is a folder that is thrown away later. */
export async function pipInstall(
  target: string,
  packages: readonly string[],
  how: { readonly scratch: string; readonly options?: readonly string[] },
): Promise<void> {
  const venv = join(how.scratch, "pip");
  await run("python3", ["-m", "venv", venv]);
  await run(join(venv, "bin/python"), [
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"],
    ...["--only-binary", ":all:", "--target", target, ...(how.options ?? []), ...packages],
  ]);
}
