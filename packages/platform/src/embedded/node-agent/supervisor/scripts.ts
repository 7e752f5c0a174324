import { readFileSync } from "node:fs";

/** In the bundle they lie beside it. */
const FOLDER = import.meta.url.endsWith(".ts") ? "./sh/" : "./supervisor/";

const text = (name: string): string => readFileSync(new URL(FOLDER + name, import.meta.url), "utf8");

const NAMES = ["identity.sh", "confine.sh", "launch.sh", "supervise.sh"];

/**
 * The shell text that runs a pod by file name, copied into each pod's folder: a server that is upgraded under a running pod
 * leaves the pod's copy alone. POSIX sh as dash, bash 3.2 and busybox understand it.
 */
export const SCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  NAMES.map((name) => [name, text(name)]),
);
