import { execFile } from "node:child_process";

export interface ProgramResult {
  readonly started: boolean;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, at most so long; one that is not there is an answer. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string | undefined>>; readonly timeoutMs?: number },
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    execFile(
      file,
      [...args],
      {
        env: { ...options.env },
        timeout: options.timeoutMs ?? 10_000,
        encoding: "utf8",
        maxBuffer: 1024 * 1024,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({
          started: error?.code !== "ENOENT" && error?.code !== "EACCES",
          exitCode: code,
          stdout,
          stderr,
        });
      },
    );
  });
}
