import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The image of Slipway has no program of a system, but its own first process. */
const INIT = "/usr/local/bin/init";

/** Makes a named pipe that every user may read and write; throws where something is at the path already. */
export async function makePipe(path: string): Promise<void> {
  try {
    await run("mkfifo", ["-m", "666", path]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await run(INIT, ["--make-pipe", path]);
  }
}
