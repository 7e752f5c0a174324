import { mkdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SlipwayError } from "@slipway/model";
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
  const layout = layoutIn(await identify(python.executable, ["-c", LAYOUT]).catch(() => ""), python);
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
  await addPip(bin);
  return folder;
}

/**
 * Puts a `pip` of the environment's own into its folder of programs, where it has none: another's would write elsewhere. Where the
 * interpreter has no pip, as Debian's, it comes from the Python's own wheel (`ensurepip`) when it is first called.
 */
export async function addPip(bin: string): Promise<void> {
  const python = `'${join(bin, "python")}'`;
  const lines = [
    "#!/bin/sh",
    `${python} -c 'import pip' 2>/dev/null || ${python} -m ensurepip >/dev/null || exit`,
    `exec ${python} -m pip "$@"`,
  ];
  for (const name of ["pip", "pip3"])
    await writeFile(join(bin, name), `${lines.join("\n")}\n`, { mode: 0o755, flag: "wx" }).catch(unlessThere);
}

function layoutIn(answer: string, { executable }: Python): Layout {
  try {
    return JSON.parse(answer.split("\n").find((line) => line.startsWith("{")) ?? "") as Layout;
  } catch {
    throw new SlipwayError("SLIP-SCRIPT-002", `${executable} does not say how it is laid out`);
  }
}

/** A container that is started again has made it before. */
function unlessThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
}
