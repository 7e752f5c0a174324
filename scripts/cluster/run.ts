import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { defined } from "../../packages/model/src/defined.ts";

const execute = promisify(execFile);

export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's own environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and gives what it printed; throws with what it complained about. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  try {
    const { stdout } = await execute(program, [...args], {
      ...defined({ cwd: options.cwd }),
      env: { ...process.env, ...options.env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    const said = [stdout, stderr].map((text) => text.trim().slice(-4_000)).join("\n");
    throw new Error(`${message.split("\n")[0]}\n${said}`, { cause: error });
  }
}

/** Whether the program ends well; for questions, and for taking away what may be gone already. */
export function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}
