import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, rename, rm, statfs, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { installFailed } from "@slipway/algorithms/script/install-failed.ts";
import { InstallProgress } from "@slipway/algorithms/script/installing/install-progress.ts";
import { SlipwayError } from "@slipway/model";
import {
  AT,
  type EnvironmentOrder,
  PYTHON_MOUNT,
  RECIPE_MOUNT,
} from "#embedded/node-agent/environments/order.ts";
import { diskUsage } from "#embedded/node-agent/runner/disk-usage.ts";
import { quoted } from "#embedded/node-agent/sandbox/sandbox.ts";

const LOOK_MS = 2_000;
/** Of the disk, for the home itself. */
const LEAST_BYTES = 256 * 1024 ** 2;
/** An answer that takes longer is none. */
const PATIENCE_MS = 30_000;

/** Programs that are run for an environment, shut in: they can write to the one folder that becomes it, and to no other. */
export class Installers {
  readonly #order: EnvironmentOrder;
  readonly #at: string;
  #folder = "";
  #progress: InstallProgress | undefined;

  constructor(order: EnvironmentOrder, at: string) {
    this.#order = order;
    this.#at = at;
  }

  /** From now on they fill the folder, from these files; returns the path by which they see it. */
  async begin(folder: string, texts: ReadonlyMap<string, string>): Promise<string> {
    this.#folder = folder;
    this.#progress = new InstallProgress({ environment: folder, downloads: [join(this.#at, AT.temporary)] });
    const { owner, sandbox } = this.#order;
    if (owner !== undefined) await chown(folder, owner, owner);
    const draft = join(this.#at, `${AT.building}.draft`);
    await rm(draft, { force: true });
    await symlink(folder, draft);
    await rename(draft, join(this.#at, AT.building));
    for (const [name, text] of texts) await this.#write(join("code", name), text);
    return sandbox === "none" ? folder : PYTHON_MOUNT;
  }

  /** With output to ours, and how far it is between; after `begin`. Throws the failure of the job when it does not end well. */
  async run(
    step: readonly string[],
    variables: Readonly<Record<string, string>>,
    file: string,
  ): Promise<void> {
    const child = await this.#spawn(step, variables, "all");
    const bound = this.#keepWithin(child, file);
    try {
      const { exitCode, signal } = (await this.#progress?.follow(child)) ?? { exitCode: 1, signal: null };
      bound.check();
      if (exitCode !== 0) throw installFailed(file, { step, exitCode, signal });
    } finally {
      bound.end();
    }
  }

  /** What a program prints. Throws when it does not end well. */
  async answer(words: readonly string[], variables: Readonly<Record<string, string>>): Promise<string> {
    const child = await this.#spawn(words, variables, "answer");
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(0, 10_000);
    });
    const [exitCode] = (await once(child, "close")) as [number | null];
    clearTimeout(timer);
    if (exitCode !== 0) throw new Error(`${words[0]} does not run`);
    return said;
  }

  async #spawn(
    words: readonly string[],
    variables: Readonly<Record<string, string>>,
    output: "all" | "answer",
  ): Promise<ChildProcess> {
    const { command, sandbox } = this.#order;
    const code = join(sandbox === "none" ? join(this.#at, AT.recipe) : RECIPE_MOUNT, "code");
    const script = [
      "unset VIRTUAL_ENV PYTHONHOME",
      ...Object.entries(variables)
        .filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && name !== "VIRTUAL_ENV")
        .map(([name, value]) => `export ${name}=${quoted(value)}`),
      `cd ${quoted(code)} || exit 126`,
      `exec ${words.map(quoted).join(" ")}`,
    ];
    await this.#write("step", `${script.join("\n")}\n`);
    const [program = "", ...args] = command.argv;
    const child = spawn(program, args, {
      cwd: command.cwd,
      env: { ...command.env },
      stdio: ["ignore", "pipe", output === "answer" ? "ignore" : "pipe", "pipe"],
    });
    const input = child.stdio[3] as NodeJS.WritableStream | undefined;
    input?.on("error", () => {});
    input?.end(command.input ?? "");
    return child;
  }

  /** Ends installers that fill the disk. */
  #keepWithin(child: ChildProcess, file: string): { check(): void; end(): void } {
    let why: string | undefined;
    let timer: NodeJS.Timeout | undefined;
    let ended = false;
    const look = async (): Promise<void> => {
      const began = performance.now();
      const found = await this.#tooMuch().catch(() => undefined);
      if (ended) return;
      why = found;
      if (why !== undefined) child.kill("SIGKILL");
      else timer = setTimeout(() => void look(), LOOK_MS + 10 * (performance.now() - began));
    };
    timer = setTimeout(() => void look(), LOOK_MS);
    return {
      check: () => {
        if (why !== undefined)
          throw new SlipwayError(
            "SLIP-SCRIPT-003",
            `${file}: the packages were not installed to their end: ${why}`,
          );
      },
      end: () => {
        ended = true;
        clearTimeout(timer);
      },
    };
  }

  async #tooMuch(): Promise<string | undefined> {
    const { limitBytes } = this.#order.place;
    const sizes = await diskUsage([this.#folder, join(this.#at, AT.temporary)]);
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    if (bytes > limitBytes)
      return `they take ${mebibytes(bytes)}, and all environments may take ${mebibytes(limitBytes)} (slipway up --cache-limit)`;
    const { bavail, bsize } = await statfs(this.#folder);
    if (bavail * bsize < LEAST_BYTES) return `the disk has only ${mebibytes(bavail * bsize)} left`;
    return undefined;
  }

  async #write(name: string, text: string): Promise<void> {
    const path = join(this.#at, AT.recipe, name);
    await mkdir(dirname(path), { recursive: true });
    for (let folder = dirname(path); folder.startsWith(join(this.#at, AT.recipe)); folder = dirname(folder))
      await chmod(folder, 0o755);
    await writeFile(path, text);
    await chmod(path, 0o644);
  }
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;
