import { mkdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "../container.ts";
import type { Identify, Python } from "./python.ts";

/** What `venv` goes by, and the folders of packages that the interpreter sees. */
const LAYOUT = `
import json, os, sys
base = getattr(sys, "_base_executable", sys.executable)
seen = [path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")]
print(json.dumps({"base": base, "minor": "%d.%d" % sys.version_info[:2], "own": sys.prefix != sys.base_prefix, "seen": seen}))
print(sys.prefix)
`;

interface Layout {
  readonly base: string;
  readonly minor: string;
  /** The interpreter is an environment itself. */
  readonly own: boolean;
  readonly seen: readonly string[];
}

/**
 * The folder of a Python environment that is the job's own, with all that the interpreter sees and room for more: in a container
 * `pip install` writes into the image's, which here is the machine's. As `venv` makes one (PEP 405), without a start of Python.
 */
export async function ownEnvironment(
  python: Python,
  { environment, identify }: { readonly environment: Environment; readonly identify: Identify },
): Promise<string> {
  const layout = JSON.parse(
    (await identify(python.executable, ["-c", LAYOUT])).split("\n")[0] ?? "",
  ) as Layout;
  const folder = join(environment["SLIPWAY_CACHE_DIR"] || join(tmpdir(), "slipway-cache"), "own-python");
  const [bin, packages] = [
    join(folder, "bin"),
    join(folder, "lib", `python${layout.minor}`, "site-packages"),
  ];
  for (const place of [bin, packages]) await mkdir(place, { recursive: true });
  const settings = [
    `home = ${dirname(layout.base)}`,
    `include-system-site-packages = ${!layout.own}`,
    `version = ${python.version}`,
  ];
  await writeFile(join(folder, "pyvenv.cfg"), `${settings.join("\n")}\n`);
  if (layout.own)
    await writeFile(join(packages, "interpreter.pth"), layout.seen.map((path) => `${path}\n`).join(""));
  for (const name of ["python", "python3", `python${layout.minor}`])
    await symlink(layout.base, join(bin, name)).catch(unlessThere);
  const pip = `#!/bin/sh\nexec '${join(bin, "python")}' -m pip "$@"\n`;
  for (const name of ["pip", "pip3"]) await writeFile(join(bin, name), pip, { mode: 0o755 });
  return folder;
}

/** A container that is started again has made it before. */
function unlessThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
}
