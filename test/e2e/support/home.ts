import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { awsCli, kubectl } from "../../../scripts/tools.ts";
import { type Process, processesBelow } from "./processes.ts";

const run = promisify(execFile);

export const ROOT = join(import.meta.dirname, "../../..");
export const SLIPWAY = join(ROOT, "packages/platform/bin/slipway.js");
export const EXAMPLE = join(ROOT, "examples/abalone");

/** Proxies and certificates of this machine. */
export const NETWORK = Object.fromEntries(
  Object.entries(process.env).filter(([name]) =>
    /^(https?_proxy|no_proxy|SSL_CERT_|PIP_|NODE_EXTRA_CA_CERTS)/i.test(name),
  ),
);

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Slipway of its own on a fresh state folder, and the foreign clients that speak to it. */
export class Home {
  readonly state: string;
  /** Whether it can answer for the hosts of AWS that clients have in their code. */
  readonly catchesAws: boolean = true;
  readonly #around: NodeJS.ProcessEnv;
  #env: Readonly<Record<string, string>> = {};

  /** `around`: variables of the shell that everything is started from, the server too. */
  constructor(state = mkdtempSync(join(tmpdir(), "slipway-e2e-")), around: NodeJS.ProcessEnv = {}) {
    this.state = state;
    this.#around = around;
  }

  static async up(...flags: readonly string[]): Promise<Home> {
    const home = new Home();
    await home.start(...flags);
    return home;
  }

  /** A home whose jobs find the tests' own Python first, with XGBoost, scikit-learn and uv. */
  static async withPython(around: NodeJS.ProcessEnv = {}): Promise<Home> {
    const { python } = await pythonEnv();
    const home = new Home(undefined, { ...around, PATH: `${dirname(python)}:${process.env["PATH"]}` });
    await home.start();
    return home;
  }

  async start(...flags: readonly string[]): Promise<void> {
    const { code, stderr } = await this.slipway("up", "--detach", ...flags);
    if (code !== 0) throw new Error(`slipway up failed with ${code}: ${stderr}`);
    await this.evalEnv();
  }

  /** `eval "$(slipway env)"`, for every client from now on. */
  protected async evalEnv(): Promise<void> {
    this.#env = parseExports(await ok(this.slipway("env", "--shell", "bash")));
  }

  /** What `eval "$(slipway env)"` leaves in a shell. */
  get env(): Readonly<Record<string, string>> {
    return this.#env;
  }

  /** The server's process id. */
  get pid(): number {
    return (JSON.parse(readFileSync(join(this.state, "server.json"), "utf8")) as { pid: number }).pid;
  }

  kill(): void {
    process.kill(this.pid, "SIGKILL");
  }

  slipway(...args: readonly string[]): Promise<Output> {
    return this.run(process.execPath, [SLIPWAY, ...args]);
  }

  async kubectl(...args: readonly string[]): Promise<Output> {
    return this.run(await kubectl(), args);
  }

  async kubectlWith(input: string, ...args: readonly string[]): Promise<Output> {
    return this.run(await kubectl(), args, input);
  }

  async aws(...args: readonly string[]): Promise<Output> {
    const tool = await awsCli();
    if ("missing" in tool) throw new Error(tool.missing);
    return this.run(tool.path, args);
  }

  async python(...args: readonly string[]): Promise<Output> {
    return this.run((await pythonEnv()).python, args);
  }

  async run(program: string, args: readonly string[], input = ""): Promise<Output> {
    const options = { env: this.clean(), cwd: ROOT, maxBuffer: 64 * 1024 * 1024 };
    try {
      const running = run(program, [...args], options);
      // Who reads nothing may be gone before it is written.
      running.child.stdin?.on("error", () => {});
      running.child.stdin?.end(input);
      const { stdout, stderr } = await running;
      return { code: 0, stdout, stderr };
    } catch (error) {
      const failed = error as { readonly code?: number; readonly stdout?: string; readonly stderr?: string };
      if (typeof failed.code !== "number") throw error;
      return { code: failed.code, stdout: failed.stdout ?? "", stderr: failed.stderr ?? "" };
    }
  }

  spawn(program: string, args: readonly string[]): ChildProcess {
    return spawn(program, [...args], { env: this.clean(), cwd: ROOT });
  }

  /** Ends the home and removes its folder; throws when it leaves a process behind, which is then ended all the same. */
  async down(): Promise<void> {
    // A server that a test has killed cannot end its pods.
    if (!this.#serves()) await this.slipway("up", "--detach");
    const { code, stderr } = await this.slipway("down", "--all");
    const left = await this.#leftAfter(10);
    for (const { pid } of left) endNow(pid);
    rmSync(this.state, { recursive: true, force: true });
    if (code !== 0) throw new Error(`slipway down failed with ${code}: ${stderr}`);
    if (left.length > 0) throw new Error(`left running: ${left.map((each) => each.commandLine).join("; ")}`);
  }

  #serves(): boolean {
    return processesBelow(this.state).some(({ commandLine }) => commandLine.includes("server.js"));
  }

  async #leftAfter(seconds: number): Promise<readonly Process[]> {
    const end = Date.now() + seconds * 1_000;
    for (;;) {
      const left = processesBelow(this.state);
      if (left.length === 0 || Date.now() > end) return left;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Of the developer's own configuration only PATH and how this machine reaches others get to the clients. */
  private clean(): NodeJS.ProcessEnv {
    const { PATH, HOME, LANG, NODE_COMPILE_CACHE } = process.env;
    const own = { SLIPWAY_STATE: this.state, AWS_EC2_METADATA_DISABLED: "true" };
    return { PATH, HOME, LANG, NODE_COMPILE_CACHE, ...NETWORK, ...own, ...this.#around, ...this.#env };
  }
}

/** Succeeds or throws with what the program said. */
export async function ok(output: Promise<Output>): Promise<string> {
  const { code, stdout, stderr } = await output;
  if (code !== 0) throw new Error(`exit code ${code}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Asks until the answer is there, and no more than a third of the time, as a program that is started to ask takes from those it waits for; throws with the last answer after `seconds`. */
export async function eventually<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const asked = Date.now();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${seconds} s`);
    const pause = Math.max(100, 2 * (Date.now() - asked));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function parseExports(script: string): Record<string, string> {
  return Object.fromEntries(
    [...script.matchAll(/^export (\w+)=(?:'([^']*)'|"([^"]*)"|(\S*))$/gm)].map(
      ([, name, single, double, bare]) => [name, single ?? double ?? bare ?? ""],
    ),
  );
}

export function endNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

/** Every living process of the home's pods. */
export function podProcesses(home: Home): readonly Process[] {
  return processesBelow(home.state).filter(({ commandLine }) => !commandLine.includes("server.js"));
}

/** Loopback ports that somebody listens on. */
export function listeningPorts(): ReadonlySet<number> {
  const LISTEN = "0A";
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    readFileSync(file, "utf8").split("\n").slice(1),
  );
  return new Set(
    rows.flatMap((row) => {
      const [, local, , state] = row.trim().split(/\s+/);
      return state === LISTEN && local !== undefined
        ? [Number.parseInt(local.split(":").at(-1) ?? "", 16)]
        : [];
    }),
  );
}
