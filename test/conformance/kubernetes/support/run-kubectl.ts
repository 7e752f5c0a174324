import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type KubectlVersion, kubectl } from "../../../../scripts/tools.ts";
import type { EmbeddedDoor } from "./embedded-door.ts";

interface Output {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A kubectl that is set up for one caller of one door; it finds none of the machine's own settings. */
export interface Kubectl {
  /** Runs to the end. Text in `input` is what `-f -` reads. */
  run(args: readonly string[], input?: string): Promise<Output>;
  /** Runs and must succeed; gives what it printed. */
  ok(args: readonly string[], input?: string): Promise<string>;
  /** Starts and goes on; `said` resolves when it ends. */
  start(args: readonly string[]): { readonly process: ChildProcess; readonly said: Promise<Output> };
}

export async function kubectlFor(
  door: Pick<EmbeddedDoor, "dir" | "kubeconfigOf">,
  options: {
    readonly version?: KubectlVersion;
    readonly caller?: string;
    readonly env?: NodeJS.ProcessEnv;
  } = {},
): Promise<Kubectl> {
  const path = await kubectl(options.version);
  const home = join(door.dir, "home");
  await mkdir(home, { recursive: true });
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    KUBECONFIG: door.kubeconfigOf(options.caller ?? "admin"),
    ...options.env,
  };
  const start = (args: readonly string[], input?: string) => {
    const child = spawn(path, args, { env, cwd: door.dir, stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.end(input);
    return { process: child, said: collect(child) };
  };
  const run = (args: readonly string[], input?: string) => start(args, input).said;
  return {
    run,
    start,
    async ok(args, input) {
      const said = await run(args, input);
      if (said.code !== 0) throw new Error(`kubectl ${args.join(" ")} ended with ${said.code}: ${said.err}`);
      return said.out;
    },
  };
}

function collect(child: ChildProcess): Promise<Output> {
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, out, err }));
  });
}
