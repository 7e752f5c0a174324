import { constants, readdir, statfs } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { findEngine } from "#lib/engine/find-engine.ts";
import { isThere } from "#lib/is-there.ts";
import { type Finding, failed, ok, warning } from "./finding.ts";
import { runProgram } from "./run-program.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const OLDEST_NODE = [22, 14] as const;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const enough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return enough
    ? ok("Node", version)
    : failed("Node", version, `Install Node ${OLDEST_NODE.join(".")} or newer from https://nodejs.org.`);
}

export async function checkSandbox(env: Environment, platform: string): Promise<Finding> {
  const name = "bubblewrap";
  if (platform !== "linux") {
    return warning(
      name,
      `not available on ${platform}`,
      "Programs find their folders in the SM_ variables; paths below /opt/ml do not exist.",
    );
  }
  const found = await runProgram("bwrap", ["--ro-bind", "/", "/", "--dev", "/dev", "true"], { env });
  if (found.started && found.exitCode === 0) return ok(name, "usable");
  const why = found.started
    ? found.stderr.trim().split("\n").at(-1) || `exit code ${found.exitCode}`
    : "not installed";
  const remedy = found.started
    ? "Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, or an AppArmor profile for bwrap)."
    : "Install it (Debian, Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap).";
  return warning(name, why, `${remedy} Without it jobs are not shut in, and /opt/ml is not theirs.`);
}

/** What runs images of others. */
export async function checkContainers(env: Environment): Promise<Finding> {
  const found = await findEngine(env);
  if ("name" in found) return ok("containers", `${found.name} (${found.address})`);
  return warning("containers", found.found, `${found.remedy}. Without it jobs of other images wait.`);
}

const PROBE = `
import json, sys
found = {"python": "%d.%d.%d" % sys.version_info[:3], "path": sys.executable}
try:
    import xgboost
    found["xgboost"] = xgboost.__version__
except Exception:
    pass
print(json.dumps(found))
`;

interface Python {
  readonly python: string;
  readonly path: string;
  readonly xgboost?: string;
}

/** The interpreter a job would be run with, and whether any can import real XGBoost. */
export async function checkPython(env: Environment): Promise<readonly Finding[]> {
  const pythons: Python[] = [];
  for (const path of await pythonPaths(env)) {
    const { exitCode, stdout } = await runProgram(path, ["-c", PROBE], { env, timeoutMs: 20_000 });
    if (exitCode === 0) pythons.push(JSON.parse(stdout) as Python);
    if (pythons.at(-1)?.xgboost !== undefined) break;
  }
  const [first] = pythons;
  const withXgboost = pythons.find(({ xgboost }) => xgboost !== undefined);
  return [
    first === undefined
      ? warning(
          "Python",
          "no python3 found",
          "Install Python 3 to run your own Python programs; built-in algorithms do not need it.",
        )
      : ok("Python", `${first.python} (${first.path})`),
    ok(
      "XGBoost",
      withXgboost === undefined
        ? "built-in engine (no Python here can import xgboost)"
        : `${withXgboost.xgboost} of ${withXgboost.path}`,
    ),
  ];
}

async function pythonPaths(env: Environment): Promise<readonly string[]> {
  const prefixes = [env["VIRTUAL_ENV"], env["CONDA_PREFIX"]].filter(
    (folder) => folder !== undefined && folder !== "",
  );
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const paths = [
    ...prefixes.map((folder) => join(folder ?? "", "bin", "python")),
    ...folders.map((folder) => join(folder, "python3")),
  ];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    paths.push(...names.filter((name) => /^python3\.\d+$/.test(name)).map((name) => join(folder, name)));
  }
  const usable = await Promise.all(
    [...new Set(paths)].map(async (path) => ((await isThere(path, constants.X_OK)) ? path : undefined)),
  );
  return usable.filter((path) => path !== undefined);
}

export async function checkKubectl(env: Environment): Promise<Finding> {
  const found = await runProgram("kubectl", ["version", "--client", "-o", "json"], { env });
  if (!found.started) {
    return warning(
      "kubectl",
      "not installed",
      "Install kubectl 1.32 or newer to use it; the slipway commands work without it.",
    );
  }
  try {
    const { clientVersion } = JSON.parse(found.stdout) as {
      readonly clientVersion: { readonly gitVersion: string };
    };
    return ok("kubectl", clientVersion.gitVersion);
  } catch {
    return warning(
      "kubectl",
      found.stderr.trim() || "gave no version",
      "See what `kubectl version --client` says.",
    );
  }
}

const LITTLE_BYTES = 1024 ** 3;
const TOO_LITTLE_BYTES = 100 * 1024 ** 2;

export async function checkDisk(stateDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(await existing(stateDir));
  const free = bavail * bsize;
  const found = `${(free / 1024 ** 3).toFixed(1)} GiB free for ${stateDir}`;
  const remedy = "Free some space, or keep the state on another disk with --state.";
  if (free < TOO_LITTLE_BYTES) return failed("disk", found, remedy);
  return free < LITTLE_BYTES ? warning("disk", found, remedy) : ok("disk", found);
}

/** The nearest folder that is there: the state folder itself may be new. */
async function existing(path: string): Promise<string> {
  const there = await isThere(path);
  return there || dirname(path) === path ? (there ? path : homedir()) : existing(dirname(path));
}
