import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { within } from "#lib/within.ts";
import { writeAtomically } from "#lib/write-atomically.ts";
import type { Program, Sandbox } from "../sandbox/sandbox.ts";
import type { ProcessImage } from "./image.ts";
import { own } from "./own.ts";

/** Where programs keep what they found out about this machine. */
const CACHE_VARIABLE = "SLIPWAY_CACHE_DIR";
const CACHE = "/var/cache/slipway";
const AGAIN_MS = 10 * 60_000;
const PATIENCE_MS = 120_000;
/** How long a pod waits for the home's first answers rather than to ask by itself, beside all that start with it. */
const FIRST_MS = 20_000;

export interface AnswersOptions {
  /** A folder that no program of a pod sees. */
  readonly dir: string;
  readonly sandbox: Sandbox;
  /** What every program of this machine has. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Log;
}

type Files = Readonly<Record<string, string>>;

/**
 * What programs find out about this machine, such as which interpreter can import what, found out once for all: a program
 * of the image asks with nothing of a job's, and each pod gets the answers into a folder of its own. The first pods wait
 * for them a while; a pod without answers, or with old ones, asks by itself.
 */
export class Answers {
  readonly #options: AnswersOptions;
  /** By file: when it was last asked for, and when that was answered. */
  readonly #asked = new Map<string, { readonly at: number; readonly answered: Promise<void> }>();
  readonly #stop = new AbortController();
  #asking: Promise<void> = Promise.resolve();

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** Before anything of the pod was started: puts what is known into the folder where the program keeps such things. */
  async give(
    program: Program,
    { askedFirst, readable }: Required<Pick<ProcessImage, "askedFirst" | "readable">>,
  ): Promise<void> {
    const folder = folderOf(program);
    if (folder === undefined) return;
    const answered = this.#askAgain(askedFirst, readable);
    try {
      if (!existsSync(this.#file(askedFirst))) await within(answered, FIRST_MS);
      for (const [name, text] of Object.entries(this.#known(askedFirst))) {
        const path = join(folder, name);
        if (dirname(path) !== folder) {
          mkdirSync(dirname(path), { recursive: true });
          own(dirname(path), program.ids, 0o777);
        }
        writeFileSync(path, text);
        own(path, program.ids, 0o644);
      }
    } catch (error) {
      this.#options.log.warn("a pod is not told what is known of this machine", { error: String(error) });
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#asking;
  }

  #known(askedFirst: readonly string[]): Files {
    try {
      return JSON.parse(readFileSync(this.#file(askedFirst), "utf8")) as Files;
    } catch {
      return {};
    }
  }

  /** Resolves once what was asked last is answered. */
  #askAgain(askedFirst: readonly string[], readable: readonly string[]): Promise<void> {
    const file = this.#file(askedFirst);
    const now = this.#options.clock.now().getTime();
    const last = this.#asked.get(file);
    if (last !== undefined && now < last.at + AGAIN_MS) return last.answered;
    this.#asking = this.#asking
      .then(() => this.#ask(askedFirst, readable))
      .then((files) => writeAtomically(file, JSON.stringify(files), 0o600))
      .catch((error: unknown) => {
        if (this.#stop.signal.aborted) return;
        this.#options.log.warn("a program could not be asked about this machine", { error: String(error) });
      });
    this.#asked.set(file, { at: now, answered: this.#asking });
    return this.#asking;
  }

  async #ask(askedFirst: readonly string[], readable: readonly string[]): Promise<Files> {
    await mkdir(this.#options.dir, { recursive: true, mode: 0o700 });
    const at = await mkdtemp(join(this.#options.dir, "ask-"));
    try {
      await this.#run(await programAt(at, { argv: askedFirst, readable, env: this.#options.environment }));
      return await filesBelow(join(at, "cache"));
    } finally {
      await rm(at, { recursive: true, force: true });
    }
  }

  async #run(program: Program): Promise<void> {
    const { argv, cwd, env, input } = await this.#options.sandbox.command(program);
    const [file = "", ...args] = argv;
    const child = spawn(file, args, {
      cwd,
      env: { ...env },
      stdio: ["ignore", "ignore", "ignore", "pipe"],
      timeout: PATIENCE_MS,
      killSignal: "SIGKILL",
      signal: this.#stop.signal,
    });
    const pipe = child.stdio[3] as NodeJS.WritableStream | undefined;
    pipe?.on("error", () => {});
    pipe?.end(input ?? "");
    await once(child, "close");
  }

  #file(askedFirst: readonly string[]): string {
    const digest = createHash("sha256").update(JSON.stringify(askedFirst)).digest("hex");
    return join(this.#options.dir, `${digest.slice(0, 16)}.json`);
  }
}

async function programAt(
  at: string,
  { argv, env, readable }: Pick<Program, "argv" | "env" | "readable">,
): Promise<Program> {
  for (const name of ["cache", "tmp", "home"]) await mkdir(join(at, name));
  await writeFile(join(at, "termination"), "");
  return {
    mark: "node/ask/",
    argv,
    env: { ...env, [CACHE_VARIABLE]: CACHE },
    workingDir: "/",
    mounts: [{ path: CACHE, source: join(at, "cache"), readOnly: false }],
    temporary: join(at, "tmp"),
    home: join(at, "home"),
    folder: at,
    readable,
    terminationLog: join(at, "termination"),
  };
}

function folderOf({ env, mounts }: Program): string | undefined {
  const path = env[CACHE_VARIABLE] ?? "";
  const mount = mounts.findLast((mount) => !mount.readOnly && mount.path === path);
  return mount?.source;
}

async function filesBelow(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = files.map(
    async (path) => [path.slice(folder.length + 1), await readFile(path, "utf8")] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}
