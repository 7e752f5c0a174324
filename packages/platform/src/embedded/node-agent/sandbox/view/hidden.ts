import { lstat, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Host } from "../host.ts";
import { isWithin } from "./paths.ts";

/** Of the home folder, for the case that something which is shown holds it. */
const SECRETS = [
  ".aws",
  ".azure",
  ".boto",
  ".config/gcloud",
  ".config/gh",
  ".docker",
  ".git-credentials",
  ".gnupg",
  ".kube",
  ".netrc",
  ".npmrc",
  ".pypirc",
  ".s3cfg",
  ".slipway",
  ".ssh",
];

/** bwrap's options that put emptiness over what no pod may see of the folders that it is shown. */
export async function hidden(host: Host, shown: readonly string[]): Promise<readonly string[]> {
  const paths = [...SECRETS.map((name) => join(host.home, name)), host.stateDir];
  const parts = await Promise.all(
    paths.map(async (path) => {
      const real = await realpath(path).catch(() => undefined);
      if (real === undefined || !shown.some((folder) => folder !== real && isWithin(real, folder))) return [];
      return (await lstat(real)).isDirectory()
        ? ["--tmpfs", real, "--remount-ro", real]
        : ["--ro-bind", "/dev/null", real];
    }),
  );
  return parts.flat();
}
