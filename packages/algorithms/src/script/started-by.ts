import { chmod, open } from "node:fs/promises";
import { join } from "node:path";

/** For whoever has no folder of its own to write to. */
const EXECUTABLE = 0o755;

/**
 * The command that starts a file of the code which is no Python, as sagemaker-training's `sh -c ./FILE` does: what its first line names runs it,
 * or else a shell, and it need not be executable in the archive. Stays one process, so that a request to stop reaches the program.
 */
export async function startedBy(code: string, file: string): Promise<readonly string[]> {
  const path = join(code, file);
  const kind = await kindOf(path);
  if (kind === "text") return ["/bin/sh", file];
  const isExecutable = await chmod(path, EXECUTABLE).then(
    () => true,
    () => false,
  );
  // Code that belongs to somebody else is run as it is, or says that it cannot be.
  return isExecutable || !file.endsWith(".sh") ? [path] : ["/bin/sh", file];
}

/** Whether the kernel starts it by itself: a first line of `#!`, or a program, which is no text. */
async function kindOf(path: string): Promise<"started" | "text"> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    const head = buffer.subarray(0, bytesRead);
    return head.subarray(0, 2).toString() === "#!" || head.includes(0) ? "started" : "text";
  } finally {
    await file.close();
  }
}
