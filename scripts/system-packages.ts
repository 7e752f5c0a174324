/** What this machine must have beyond npm's packages: found, or installed from Debian. */
import { access, constants, glob } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { run, succeeds } from "./cluster/run.ts";

/**
 * Debian's packages by what of them is looked for: a program on the PATH, a file as an absolute pattern, or after `python:`
 * modules that Python must be able to import.
 */
export type Needs = Readonly<Record<string, string>>;

const MODULES = "python:";

/** The packages of what is not there, each once; empty when all is. */
export async function missingPackages(needs: Needs): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const [sought, name] of Object.entries(needs)) if (!(await isThere(sought))) missing.add(name);
  return [...missing];
}

/** With apt-get, as root. Throws with what it complained about. */
export async function installPackages(names: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], { env });
}

/** Whether this user may install packages here. */
export async function canInstall(): Promise<boolean> {
  return process.getuid?.() === 0 && (await isProgram("apt-get"));
}

async function isThere(sought: string): Promise<boolean> {
  if (sought.startsWith(MODULES)) {
    return succeeds("python3", ["-c", `import ${sought.slice(MODULES.length)}`]);
  }
  if (!sought.startsWith("/")) return isProgram(sought);
  for await (const _found of glob(sought)) return true;
  return false;
}

async function isProgram(name: string): Promise<boolean> {
  for (const folder of [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"]) {
    const found = await access(join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
