import { readdir, readlink } from "node:fs/promises";
import { basename, join } from "node:path";

/** In a container's folder: a link to the environment that its program has, or to an empty folder. */
export const LEASE = "python";

/** Names of the environments that programs of pods have: as long as the pod's folder says so, whoever is alive. */
export async function leasedBy(podsDir: string): Promise<ReadonlySet<string>> {
  const pods = await namesIn(podsDir);
  const found = await Promise.all(
    pods.map(async (pod) => {
      const containers = join(podsDir, pod, "containers");
      const names = await namesIn(containers);
      return Promise.all(names.map((name) => readlink(join(containers, name, LEASE)).catch(() => "")));
    }),
  );
  return new Set(found.flat().map((target) => basename(target)));
}

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
