import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MASTERS } from "@slipway/model";
import type { RunPlan } from "@slipway/model/run-plan.ts";
import { createS3Door } from "#api/s3/s3-door.ts";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";

const POD = join(import.meta.dirname, "../../main/pod.ts");
const KEY = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
const known = {
  ...KEY,
  namespace: "default",
  accountId: "0",
  region: "us-east-1",
  caller: { user: "t", groups: [MASTERS] },
};

/** What a sidecar's program said, and with what it ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** The sidecars' programs as pods run them, against the S3 door over HTTP. */
export class SidecarWorld {
  readonly outer: string;
  readonly ml: string;
  readonly store: FolderArtifacts;
  readonly #children: ChildProcess[] = [];
  #server: Server | undefined;
  #port = 0;

  private constructor(outer: string, store: FolderArtifacts) {
    this.outer = outer;
    this.ml = join(outer, "ml");
    this.store = store;
  }

  /** With an empty bucket named `bucket`. */
  static async create(): Promise<SidecarWorld> {
    const outer = await mkdtemp(join(tmpdir(), "slipway-sidecar-"));
    const world = new SidecarWorld(outer, await FolderArtifacts.open(join(outer, "store"), systemClock));
    for (const folder of ["ml", "plan"]) await mkdir(join(outer, folder));
    await world.store.createBucket("bucket");
    await world.listen();
    return world;
  }

  /** At the same port as before. */
  async listen(): Promise<void> {
    const accessKeys = { find: (id: string) => (id === KEY.accessKeyId ? known : undefined) };
    const options = { store: this.store, accessKeys, log: silentLog, clock: systemClock };
    const server = createServer(createS3Door(options).handler);
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  /** What is under way breaks off, and nobody answers until `listen`. */
  async hangUp(): Promise<void> {
    const server = this.#server;
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  }

  async plan(what: Partial<RunPlan>): Promise<void> {
    const nothing: RunPlan = {
      version: 2,
      run: "run-1",
      host: { index: 0, count: 1 },
      files: {},
      inputs: [],
      outputs: [],
    };
    await writeFile(join(this.outer, "plan", "plan.json"), JSON.stringify({ ...nothing, ...what }));
  }

  start(
    program: "fetch" | "store" | "stream",
    env: Readonly<Record<string, string>> = {},
  ): {
    readonly child: ChildProcess;
    readonly ended: Promise<Ended>;
    output(): string;
  } {
    const { ml, outer } = this;
    const child = spawn(process.execPath, [POD, "sidecar", program], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        SLIPWAY_OPT_ML: ml,
        SLIPWAY_MOUNTS: JSON.stringify({ "/opt/ml": ml, "/etc/slipway/plan": join(outer, "plan") }),
        SLIPWAY_TERMINATION_LOG: join(outer, `${program}.log`),
        AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${this.#port}`,
        AWS_ACCESS_KEY_ID: KEY.accessKeyId,
        AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
        AWS_REGION: "us-east-1",
        ...env,
      },
    });
    this.#children.push(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (data: Buffer) => (output += String(data)));
    const ended = once(child, "close").then(([code]) => ({ code: code as number | null, output }));
    return { child, ended, output: () => output };
  }

  /** The termination message of a program. */
  said(program: string): Promise<string> {
    return readFile(join(this.outer, `${program}.log`), "utf8");
  }

  async end(): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    await this.hangUp();
    await this.store.close();
    await rm(this.outer, { recursive: true });
  }
}
