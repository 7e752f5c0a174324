import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMetricReading } from "#metrics/thread/create-metric-reading.ts";
import type { CliContext, HomeConnection, HomeControl, KeptEnvironments, Output } from "../context.ts";
import { runCli } from "../run-cli.ts";
import { KEYS, TinyAws } from "./tiny-aws.ts";
import { TinyKubernetes } from "./tiny-kubernetes.ts";

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A home over two tiny servers, and the CLI run against it the way main runs it. */
export class TinyHome {
  readonly kubernetes = new TinyKubernetes();
  readonly aws = new TinyAws();
  readonly folder = mkdtempSync(join(tmpdir(), "slipway-cli-"));
  readonly env: Record<string, string | undefined> = { PATH: process.env["PATH"] };
  readonly interrupt = new AbortController();
  running = true;
  /** What `up` was asked for, each time. */
  readonly ups: Parameters<HomeControl["up"]>[0][] = [];
  environments: KeptEnvironments = { count: 2, bytes: 3 * 1024 ** 2, damaged: [] };
  readonly #servers: Server[] = [];
  #connection: HomeConnection | undefined;

  async start(): Promise<this> {
    const kubernetes = await this.#serve((request, response, body) =>
      this.kubernetes.handle(request, response, body.toString()),
    );
    const aws = await this.#serve((request, response, body) => this.aws.handle(request, response, body));
    this.#connection = {
      kubeconfig: join(this.folder, "kubeconfig"),
      namespace: "default",
      kubernetes: { server: kubernetes, caPem: "", token: "the-token" },
      aws: { endpoint: aws, region: "us-east-1", accountId: "000000000000", ...KEYS },
    };
    return this;
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What a later `slipway` would find: nothing that answers. */
  async goAway(): Promise<void> {
    for (const server of this.#servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  async cli(...argv: readonly string[]): Promise<CliResult> {
    return this.begin(argv, "").result;
  }

  /** With the standard input that a test makes, perhaps of a terminal. */
  async cliAt(stdin: CliContext["stdin"], ...argv: readonly string[]): Promise<CliResult> {
    return this.begin(argv, stdin).result;
  }

  async cliWithInput(stdin: string, ...argv: readonly string[]): Promise<CliResult> {
    return this.begin(argv, stdin).result;
  }

  /** A run that goes on while the test does something; `seen` is what it printed so far. */
  begin(
    argv: readonly string[],
    stdin: string | CliContext["stdin"] = "",
  ): { readonly result: Promise<CliResult>; readonly seen: () => string } {
    const stdout: string[] = [];
    const stderr: string[] = [];
    const context: CliContext = {
      argv,
      env: this.env,
      stdout: sink(stdout),
      stderr: sink(stderr),
      stdin: typeof stdin === "string" ? only(stdin) : stdin,
      cwd: this.folder,
      homeFolder: this.folder,
      version: "1.2.3",
      packageFolder: this.folder,
      podProgram: ["false"],
      interrupted: this.interrupt.signal,
      home: this.#control(),
      unusableMetrics: async (definitions) => {
        const reading = createMetricReading();
        return reading.unusable(definitions).finally(() => reading.close());
      },
    };
    const result = runCli(context).then((exitCode) => ({
      exitCode,
      stdout: stdout.join(""),
      stderr: stderr.join(""),
    }));
    return { result, seen: () => stdout.join("") };
  }

  /**
   * The command as a process of its own, which signals and closed pipes reach; on a terminal of 80 columns where that is asked
   * for, whose both streams are then `stdout`.
   */
  spawn(
    argv: readonly string[],
    { terminal = false, stdout = "pipe" as "pipe" | number } = {},
  ): ChildProcess {
    const file = join(this.folder, "tiny-home.json");
    writeFileSync(file, JSON.stringify(this.connection));
    const words = [process.execPath, join(import.meta.dirname, "cli-process.ts"), ...argv];
    const env = { ...this.env, TINY_HOME: file, TERM: "xterm" };
    const options = {
      cwd: this.folder,
      env,
      stdio: ["pipe", stdout, "pipe"] as ["pipe", "pipe" | number, "pipe"],
    };
    if (!terminal) return spawn(words[0] ?? "", words.slice(1), options);
    const line = `stty cols 80; exec ${words.map((word) => `'${word}'`).join(" ")}`;
    return spawn("script", ["-qefc", line, "/dev/null"], options);
  }

  get connection(): HomeConnection {
    if (this.#connection === undefined) throw new Error("start() first");
    return this.#connection;
  }

  #control(): HomeControl {
    const stop = async () => {
      this.running = false;
    };
    return {
      up: async (options) => {
        this.ups.push(options);
        const { stateDir } = options;
        return { stateDir, already: true, seconds: 0.1, stop, ended: new Promise(() => {}) };
      },
      down: async () => {
        const was = this.running;
        this.running = false;
        return was;
      },
      status: async (stateDir) => ({
        running: this.running,
        stateDir,
        supportedSchemaVersion: 1,
        ...(this.running ? { pid: 42, version: "1.2.3", startedAt: new Date().toISOString() } : {}),
      }),
      connection: async (stateDir) => (stateDir.endsWith("empty") ? undefined : this.#connection),
      clusterServer: async () => this.connection.kubernetes,
      cluster: async () => this.connection,
      environments: async () => this.environments,
      backup: async (_stateDir, _file) => ({ bytes: 2048 }),
      restore: async (_stateDir, _file) => ({ files: 12, bytes: 4096 }),
    };
  }

  async #serve(
    handle: (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<unknown>,
  ): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => void handle(request, response, Buffer.concat(chunks)));
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
}

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}

function sink(into: string[]): Output {
  return {
    write: (text) => {
      into.push(typeof text === "string" ? text : Buffer.from(text).toString());
      return true;
    },
    drained: async () => {},
    isTty: false,
  };
}
