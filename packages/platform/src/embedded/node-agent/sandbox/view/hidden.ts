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

/** What is there of it: where it really is. */
export interface Secret {
  readonly path: string;
  readonly isFolder: boolean;
}

/** What no pod may see of this machine, wherever it lies. */
export async function secrets(host: Host): Promise<readonly Secret[]> {
  const paths = [...SECRETS.map((name) => join(host.home, name)), host.stateDir];
  const found = await Promise.all(
    paths.map(async (path) => {
      const real = await realpath(path).catch(() => undefined);
      const found = real === undefined ? undefined : await lstat(real).catch(() => undefined);
      return real === undefined || found === undefined ? [] : [{ path: real, isFolder: found.isDirectory() }];
    }),
  );
  return found.flat();
}

/** bwrap's options that put emptiness over the secrets that lie in folders which are shown. */
export function hidden(secrets: readonly Secret[], shown: readonly string[]): readonly string[] {
  return secrets
    .filter(({ path }) => shown.some((folder) => folder !== path && isWithin(path, folder)))
    .flatMap(({ path, isFolder }) =>
      isFolder ? ["--tmpfs", path, "--remount-ro", path] : ["--ro-bind", "/dev/null", path],
    );
}
