import { stat, statfs } from "node:fs/promises";

const FOLDER = "/dev/shm";

/** Bytes of the files in a /dev/shm that these processes have for themselves; that of the machine is nobody's own. */
export async function filesInMemory(pids: readonly number[]): Promise<number> {
  if (process.platform !== "linux") return 0;
  const shared = await deviceOf(FOLDER);
  // What starts a sandbox still sees the machine's, what it has started sees the sandbox's.
  for (const pid of pids.toReversed()) {
    const folder = `/proc/${pid}/root${FOLDER}`;
    const device = await deviceOf(folder);
    if (device === undefined || device === shared) continue;
    try {
      const { blocks, bfree, bsize } = await statfs(folder);
      return (blocks - bfree) * bsize;
    } catch {
      // It has ended just now.
    }
  }
  return 0;
}

function deviceOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ dev }) => dev,
    () => undefined,
  );
}
