import { lstat, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Host } from "./host.ts";

/** Of the home folder, which itself stays readable because interpreters live there. */
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

/**
 * bwrap's options that put emptiness over what no pod may see. In the container's `own` folders there is nothing of the
 * host's to hide, but for what was made `readable` again.
 */
export async function hidden(
  host: Host,
  seen: { readonly own: readonly string[]; readonly readable: readonly string[] },
): Promise<readonly string[]> {
  const paths = [...SECRETS.map((name) => join(host.home, name)), host.stateDir];
  const parts = await Promise.all(
    paths.map(async (path) => {
      const real = await realpath(path).catch(() => undefined);
      const below = (folder: string) => real?.startsWith(`${folder}/`) === true;
      if (real === undefined || (seen.own.some(below) && !seen.readable.some(below))) return [];
      return (await lstat(real)).isDirectory()
        ? ["--tmpfs", real, "--remount-ro", real]
        : ["--ro-bind", "/dev/null", real];
    }),
  );
  return parts.flat();
}
