import { existsSync, lstatSync, readFileSync, rmSync, statSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "#lib/log.ts";
import { wordsOf } from "#lib/words-of.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import type { Mount } from "../sandbox/sandbox.ts";
import { type Launch, type MadeContainer, writeFact } from "../supervisor/facts.ts";
import type { ContainerHost } from "./container-host.ts";
import type { PreparedContainer } from "./container-order.ts";
import { copyOutput } from "./copy-output.ts";
import {
  CannotStart,
  type ContainerOrder,
  type ContainerState,
  type ContainerUsage,
  type Engine,
} from "./engine.ts";
import { framedBytes } from "./framed-bytes.ts";
import { wasKilledForMemory } from "./memory-kill.ts";
import { oomKills } from "./oom-kills.ts";

/** What the engine has said of an ended container's last lines is mostly there by then; the rest is read anew. */
const LAST_LINES_MS = 200;
const [TERMINATED, KILLED] = ["143", "137"] as const;

export interface ContainerLaunchOptions {
  /** The engine's name for it. */
  readonly name: string;
  /** The pod's container, and which of its launches. */
  readonly container: string;
  readonly count: number;
  readonly folder: PodFolder;
  readonly host: ContainerHost;
  readonly log: Log;
  /** Called when it has ended, or cannot be followed for now. */
  changed(): void;
}

/**
 * One start of one container, from the order that was prepared to its end. Cut off at any line, another one goes on from the
 * facts and from what the engine has: a container that was made is never made again, and one that was started is followed.
 */
export class ContainerLaunch {
  readonly #options: ContainerLaunchOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #signalled = false;
  /** About what the engine's log has. */
  #logged = 0;
  #asked: Launch["asked"];
  #end: string | undefined;
  #failed = false;

  constructor(options: ContainerLaunchOptions, launch: Launch) {
    this.#options = options;
    this.#asked = launch.asked;
    this.#signalled = launch.signalled === true;
    this.#running = this.#follow(launch).catch((error: unknown) => {
      this.#failed = true;
      if (this.#stop.signal.aborted) return;
      options.log.warn("a container cannot be followed; trying again", {
        name: options.name,
        error: wordsOf(error),
      });
    });
  }

  /** How it ended, in the words of the supervisor's order: a code, and perhaps why. */
  get end(): string | undefined {
    return this.#end;
  }

  /** Another one has to go on. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Does what the supervisor asks by now: to come to its end, to break off. */
  async tend(launch: Launch): Promise<void> {
    this.#asked = launch.asked;
    const { name, host, folder } = this.#options;
    if (launch.madeAt === undefined || this.#end !== undefined) return;
    if (launch.asked === "kill") await host.use((engine) => engine.kill(name, "SIGKILL"));
    if (launch.asked !== "term" || this.#signalled) return;
    this.#signalled = true;
    await host.use((engine) => engine.kill(name, launch.madeAt?.stopSignal ?? "SIGTERM"));
    await writeFact(folder.path, `${this.#id}.sent`, "term");
  }

  /** Bytes that it has on the engine's disk. Throws MissingEngine. */
  async disk(): Promise<number> {
    const { name, host } = this.#options;
    const found = await host.use((engine) => engine.disk(name));
    return found === undefined ? 0 : found.layer + (found.log ?? this.#logged);
  }

  /** What it takes; nothing of one that does not run. Throws MissingEngine. */
  usage(): Promise<ContainerUsage> {
    const { name, host } = this.#options;
    return host.use((engine) => engine.usage(name));
  }

  /** Leaves the container to itself. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  get #id(): string {
    return `${this.#options.container}.${this.#options.count}`;
  }

  async #follow(launch: Launch): Promise<void> {
    this.#end = await this.#options.host.use((engine) => this.#live(engine, launch));
    this.#options.changed();
  }

  async #live(engine: Engine, launch: Launch): Promise<string> {
    try {
      const made = launch.madeAt ?? (await this.#make(engine));
      if (made === undefined) return this.#asked === "kill" ? KILLED : TERMINATED;
      const { name } = this.#options;
      const state = await engine.state(name);
      // Whoever removed it also took away how it ended.
      if (state === undefined) return `${KILLED} lost`;
      if (state.phase === "made") {
        if (this.#asked !== "run") return this.#asked === "kill" ? KILLED : TERMINATED;
        await engine.start(name);
        this.#options.changed();
      }
      return await this.#untilItEnds(engine, made);
    } catch (error) {
      if (!(error instanceof CannotStart)) throw error;
      await this.#say(`${engine.name} cannot start the container: ${error.message}`);
      return String(error.code);
    }
  }

  /** Undefined for one that is not to begin any more. */
  async #make(engine: Engine): Promise<Launch["madeAt"]> {
    const { name, container, folder } = this.#options;
    if (this.#asked !== "run") return undefined;
    const file = join(folder.container(container), ORDER);
    const order = readOrder(file);
    if (order === undefined && (await engine.state(name)) === undefined)
      throw new CannotStart("what it is to run was not written down", 125);
    if (order !== undefined) {
      refuseLinks(order.mounts);
      if (order.joined !== undefined) {
        await engine.create(order.joined);
        await engine.start(order.joined.name);
      }
      await engine.create({ ...order, name });
    }
    const made = {
      at: new Date(),
      kills: oomKills(),
      base: statSync(folder.log(container), { throwIfNoEntry: false })?.size ?? 0,
      stopSignal: order?.stopSignal ?? "SIGTERM",
    };
    await writeFact(folder.path, `${this.#id}.made`, `${made.kills} ${made.base} ${made.stopSignal}`);
    rmSync(file, { force: true });
    return made;
  }

  async #untilItEnds(engine: Engine, made: MadeContainer): Promise<string> {
    const { name, container, folder } = this.#options;
    const to = { log: folder.log(container), base: made.base, passed: this.#counting() };
    const copying = new AbortController();
    const signal = AbortSignal.any([copying.signal, this.#stop.signal]);
    const following = copyOutput(engine, name, { ...to, follow: true, signal }).catch(() => {});
    try {
      await engine.ended(name, this.#stop.signal);
      await Promise.race([following, pause(LAST_LINES_MS)]);
    } finally {
      copying.abort();
      await following;
    }
    const rest = { follow: false, signal: this.#stop.signal, passed: this.#counting() };
    await copyOutput(engine, name, { ...to, ...rest });
    const state = await engine.state(name);
    if (state === undefined) return `${KILLED} lost`;
    return state.code !== 0 && this.#neededMore(state, made) ? `${KILLED} oom` : String(state.code);
  }

  #counting(): (bytes: Buffer) => void {
    let logged = 0;
    return (bytes) => {
      logged += framedBytes(bytes);
      this.#logged = Math.max(this.#logged, logged);
    };
  }

  /** Not every engine sees a kill for want of memory on every kernel: then the kernel itself may tell, or its count has grown. */
  #neededMore({ id, code, outOfMemory }: ContainerState, made: MadeContainer): boolean {
    if (outOfMemory) return true;
    const mayBe = code === Number(KILLED) && this.#asked !== "kill" && oomKills() > made.kills;
    return mayBe && wasKilledForMemory(id) !== false;
  }

  async #say(sentence: string): Promise<void> {
    const { folder, container } = this.#options;
    await appendFile(folder.log(container), `[slipway] ${sentence}\n`, { mode: 0o600 }).catch(() => {});
  }
}

/** The file of a container's folder that holds its order: with secrets, so that it goes as soon as it was carried out. */
export const ORDER = "order.json";

/** An order as it is written down, with the signal by which the image's program wants to be ended. */
export type WrittenOrder = PreparedContainer & {
  readonly stopSignal?: string;
  /** The container whose network it joins, which is to run before. */
  readonly joined?: ContainerOrder;
};

function readOrder(file: string): WrittenOrder | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as WrittenOrder) : undefined;
}

/**
 * The container itself may have put a link on the way to a part of a volume at an earlier launch, which the engine would follow on
 * this machine; no other one can (shared-parts.ts).
 */
function refuseLinks(mounts: readonly Mount[]): void {
  for (const { within, source, path } of mounts) {
    if (within === undefined) continue;
    const words = relative(within, source).split("/");
    const isLink = words.some((_, index) =>
      lstatSync(join(within, ...words.slice(0, index + 1)), { throwIfNoEntry: false })?.isSymbolicLink(),
    );
    if (isLink)
      throw new CannotStart(`the subPath that is mounted at ${path} leads over a symbolic link`, 125);
  }
}
