import { type ExecFileException, execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildOnce } from "../../../packages/lib/src/build-once.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { SLIPWAY } from "./home.ts";

const run = promisify(execFile);
/** Nobody else is in the namespace. */
const PORT = 8199;

/**
 * A home in a network namespace that has nothing but loopback, and in it lines of `sh` with the environment of
 * `slipway env --catch-aws` alone, beside PATH and HOME. The packages that jobs want come from an index in there.
 */
const SCRIPT = `
set -e
ip link set lo up
"$JOBS_PYTHON" -m http.server ${PORT} --bind 127.0.0.1 --directory "$INDEX" >/dev/null 2>&1 &
index=$!
trap 'cd /; "$NODE" "$SLIPWAY" down --all >/dev/null; kill $index' EXIT
ip -o link | awk -F': ' '{ print "interface " $2 }'
PIP_INDEX_URL=http://127.0.0.1:${PORT}/ "$NODE" "$SLIPWAY" up --detach >&2
caught="$("$NODE" "$SLIPWAY" env --catch-aws --shell bash)"
cd "$FOLDER"
env -i PATH="$CLIENTS_PATH" HOME="$CLIENTS_HOME" bash -c "set -e
$caught
$LINES"
`;

/** Programs that make a namespace: root's own, or of a user who is root in there alone. */
const UNSHARE = process.getuid?.() === 0 ? ["unshare", "--net"] : ["unshare", "--map-root-user", "--net"];

/** How much is told of what a failure printed: its end says why. */
const TOLD_OF_FAILURE = 4_000;

/** What the lines print. Throws with the end of it, and of standard error, when they fail. */
export async function offline(
  lines: string,
  where: {
    /** An empty folder. */
    readonly scratch: string;
    readonly folder: string;
    readonly path: string;
    /** Packages of PyPI, pure Python and with a version. */
    readonly packages: readonly string[];
  },
): Promise<string> {
  const { scratch, folder, path, packages } = where;
  const { python } = await pythonEnv();
  await mkdir(join(scratch, "home"), { recursive: true });
  const env = {
    PATH: [join(python, ".."), process.env["PATH"]].join(":"),
    HOME: homedir(),
    SLIPWAY_STATE: join(scratch, "state"),
    NODE: process.execPath,
    SLIPWAY,
    JOBS_PYTHON: python,
    INDEX: await indexOf(packages),
    FOLDER: folder,
    CLIENTS_PATH: path,
    CLIENTS_HOME: join(scratch, "home"),
    LINES: lines,
  };
  const [program = "", ...flags] = UNSHARE;
  const options = { env, maxBuffer: 1 << 26 };
  try {
    const { stdout } = await run(program, [...flags, "bash", "-c", SCRIPT], options);
    return stdout;
  } catch (error) {
    const { code, signal, stdout, stderr } = error as ExecFileException;
    const ends = [stdout, stderr].map((text) => text?.slice(-TOLD_OF_FAILURE));
    throw new Error([`${lines}: ended with ${signal ?? code}`, ...ends].join("\n"), { cause: code });
  }
}

/** A folder with a folder a package (PEP 503), kept beside the tests' Python environments. */
async function indexOf(packages: readonly string[]): Promise<string> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "slipway-tests");
  const folder = join(cache, `index-${packages.join("-")}`);
  const { python } = await pythonEnv();
  await buildOnce(folder, async (at) => {
    for (const one of packages) {
      const options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--disable-pip-version-check"];
      await run(python, [
        "-m",
        "pip",
        "download",
        ...options,
        "--dest",
        join(at, one.split("==")[0] ?? ""),
        one,
      ]);
    }
  });
  return folder;
}
