import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { MoveOrder, Mover } from "#mover/mover.ts";
import type { Images } from "../pod/image.ts";
import { moveOf, moveOrder, syncs } from "../pod/moved.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import { containersOf, type PodContainer } from "../pod/roles.ts";
import type { IdRange } from "../sandbox/users.ts";
import { type Launch, lastLaunch, type PodFacts } from "../supervisor/facts.ts";
import { order } from "../supervisor/supervise.ts";

export interface PodMovesOptions {
  readonly folder: PodFolder;
  readonly images: Images;
  readonly mover?: Mover | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when a move has come to its end. */
  moved(): void;
}

interface Move {
  readonly stop: AbortController;
  /** Resolves when nothing is moved any more. */
  readonly over: Promise<void>;
  readonly begunAt: number;
  /** Absent while it is under way. */
  code?: number;
  endedAt?: number;
}

/** What is stored while the program runs is looked at so often, and so much less often where a look takes long. */
const SYNC_MS = 5_000;
const SYNC_SHARE = 4;

/** Exit codes of what was told to end, and of what was killed, as a shell tells them. */
const TERMINATED = 143;
const KILLED = 137;

/**
 * What the supervisor asks its agent to do in place of a program. Nothing of it is written down by the agent: the supervisor
 * is told of an end until it has made it a fact, and a later agent begins anew what has no end.
 */
export class PodMoves {
  readonly #options: PodMovesOptions;
  /** By launch, NAME.COUNT. */
  readonly #moves = new Map<string, Move>();

  constructor(options: PodMovesOptions) {
    this.#options = options;
  }

  /** Begins, ends and reports what is due. */
  async follow(pod: Pod, facts: PodFacts, ids: IdRange | undefined): Promise<void> {
    for (const container of containersOf(pod)) {
      const launch = lastLaunch(facts, container.name);
      if (launch?.asked === undefined || launch.isContainer === true) continue;
      const name = `${container.name}.${launch.count}`;
      if (launch.end !== undefined || facts.supervisor !== "alive") await this.#forget(name);
      else await this.#tend({ name, container, launch }, { pod, facts, ids });
    }
  }

  /** Resolves when nothing is moved any more; nothing is reported. */
  async stop(): Promise<void> {
    await Promise.all([...this.#moves.keys()].map((name) => this.#forget(name)));
  }

  async #tend(
    asked: Asked,
    at: { readonly pod: Pod; readonly facts: PodFacts; readonly ids: IdRange | undefined },
  ): Promise<void> {
    const { name, launch } = asked;
    const what = moveOf(asked.container, { ...this.#options, pod: at.pod });
    const reported = reportedCode(what, launch);
    if (reported !== undefined) await this.#forget(name);
    // Where no program has begun there is nothing to store.
    const isIdle = what === "store" && !hasBegun(at.pod, at.facts);
    if (what === "store" && syncs(at.pod)) await this.#sync(asked, at);
    const code =
      reported ?? this.#moves.get(name)?.code ?? (isIdle && launch.asked === "term" ? 0 : undefined);
    if (code !== undefined) order(this.#options.folder.path, at.facts.attempt, `ended ${name} ${code}`);
    else if (what !== undefined && (what === "fetch" || launch.asked === "term"))
      this.#begin(name, { container: asked.container, what: orderOf(what, at.pod) }, at);
  }

  /** One pass after the other from the program's beginning to its end; the one that is under way then is broken off. */
  async #sync(
    { name, container, launch }: Asked,
    at: { readonly pod: Pod; readonly facts: PodFacts; readonly ids: IdRange | undefined },
  ): Promise<void> {
    const sync = syncName(name);
    if (launch.asked !== "run" || !hasBegun(at.pod, at.facts)) return this.#forgetOne(sync);
    const { endedAt, begunAt } = this.#moves.get(sync) ?? { begunAt: 0, endedAt: 0 };
    if (endedAt === undefined) return;
    const pauseMs = Math.max(SYNC_MS, (endedAt - begunAt) * SYNC_SHARE);
    if (this.#now < endedAt + pauseMs) return;
    this.#moves.delete(sync);
    this.#begin(sync, { container, what: "sync" }, at);
  }

  #begin(
    name: string,
    { container, what }: { readonly container: PodContainer; readonly what: MoveOrder["what"] },
    { pod, ids }: { readonly pod: Pod; readonly ids: IdRange | undefined },
  ): void {
    const { folder, images, mover, log, moved } = this.#options;
    if (mover === undefined || this.#moves.has(name)) return;
    const stop = new AbortController();
    const moving = mover.move(
      moveOrder(container, what, { pod, images, folder, owner: ids?.first }),
      stop.signal,
    );
    const over = moving.then(
      (code) => {
        move.code = code;
        move.endedAt = this.#now;
        if (what !== "sync") moved();
      },
      (error: unknown) => {
        this.#moves.delete(name);
        if (!stop.signal.aborted) log.warn("data could not be moved; trying again", { error: String(error) });
      },
    );
    const move: Move = { stop, over, begunAt: this.#now };
    this.#moves.set(name, move);
  }

  async #forget(name: string): Promise<void> {
    await Promise.all([name, syncName(name)].map((one) => this.#forgetOne(one)));
  }

  async #forgetOne(name: string): Promise<void> {
    const move = this.#moves.get(name);
    move?.stop.abort();
    await move?.over;
    this.#moves.delete(name);
  }

  get #now(): number {
    return this.#options.clock.now().getTime();
  }
}

interface Asked {
  readonly name: string;
  readonly container: PodContainer;
  readonly launch: Launch;
}

/** No launch is called so: its count follows the last dot. */
const syncName = (name: string): string => `${name}.sync`;

/** Of a pod that is taken away nothing is wanted but what the next one goes on from. */
function orderOf(what: "fetch" | "store", pod: Pod): MoveOrder["what"] {
  return what === "store" && pod.metadata.deletionTimestamp !== undefined && syncs(pod) ? "keep" : what;
}

/** The exit code of what is not to go on. */
function reportedCode(what: string | undefined, { asked }: Launch): number | undefined {
  if (asked === "kill" || what === undefined) return KILLED;
  return asked === "term" && what === "fetch" ? TERMINATED : undefined;
}

function hasBegun(pod: Pod, facts: PodFacts): boolean {
  const mains = containersOf(pod).filter(({ role }) => role === "main");
  return mains.some(({ name }) => facts.launches.has(name));
}
