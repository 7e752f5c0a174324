import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Log } from "#lib/log.ts";
import type { MoveOrder, Mover } from "#mover/mover.ts";
import type { Images } from "../pod/image.ts";
import { moveOf, moveOrder } from "../pod/moved.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import { containersOf, type PodContainer } from "../pod/roles.ts";
import type { IdRange } from "../sandbox/users.ts";
import { type Launch, lastLaunch, type PodFacts } from "../supervisor/facts.ts";
import { order } from "../supervisor/supervise.ts";

export interface PodMovesOptions {
  readonly folder: PodFolder;
  readonly images: Images;
  readonly mover?: Mover | undefined;
  readonly log: Log;
  /** Called when a move has come to its end. */
  moved(): void;
}

interface Move {
  readonly stop: AbortController;
  /** Resolves when nothing is moved any more. */
  readonly over: Promise<void>;
  /** Absent while it is under way. */
  code?: number;
}

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
      if (launch?.asked === undefined) continue;
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
    asked: { readonly name: string; readonly container: PodContainer; readonly launch: Launch },
    at: { readonly pod: Pod; readonly facts: PodFacts; readonly ids: IdRange | undefined },
  ): Promise<void> {
    const { name, launch } = asked;
    const what = moveOf(asked.container, { ...this.#options, pod: at.pod });
    const reported = reportedCode(what, launch);
    if (reported !== undefined) await this.#forget(name);
    // Where no program has begun there is nothing to store.
    const isIdle = what === "store" && !hasBegun(at.pod, at.facts);
    const code =
      reported ?? this.#moves.get(name)?.code ?? (isIdle && launch.asked === "term" ? 0 : undefined);
    if (code !== undefined) order(this.#options.folder.path, at.facts.attempt, `ended ${name} ${code}`);
    else if (what !== undefined && (what === "fetch" || launch.asked === "term"))
      this.#begin(name, { container: asked.container, what }, at);
  }

  #begin(
    name: string,
    { container, what }: { readonly container: PodContainer; readonly what: MoveOrder["what"] },
    { pod, ids }: { readonly pod: Pod; readonly ids: IdRange | undefined },
  ): void {
    const { folder, mover, log, moved } = this.#options;
    if (mover === undefined || this.#moves.has(name)) return;
    const stop = new AbortController();
    const moving = mover.move(moveOrder(container, what, { pod, folder, owner: ids?.first }), stop.signal);
    const over = moving.then(
      (code) => {
        move.code = code;
        moved();
      },
      (error: unknown) => {
        this.#moves.delete(name);
        if (!stop.signal.aborted) log.warn("data could not be moved; trying again", { error: String(error) });
      },
    );
    const move: Move = { stop, over };
    this.#moves.set(name, move);
  }

  async #forget(name: string): Promise<void> {
    const move = this.#moves.get(name);
    move?.stop.abort();
    await move?.over;
    this.#moves.delete(name);
  }
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
