import { type Condition, keyOf, withCondition } from "@slipway/model";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { EventRecorder } from "#reconcile/reconciler.ts";
import type { Store } from "#store/store.ts";
import { PassLoop } from "../runner/pass-loop.ts";
import { isOlder, writePod } from "../runner/write-pod.ts";
import { type NodeRoom, type Placement, placements } from "./placement.ts";

export interface SchedulerOptions {
  readonly store: Store;
  readonly node: string;
  /** What the node has to give by now. */
  room(): NodeRoom;
  readonly events: EventRecorder;
  readonly clock: Clock;
  readonly log: Log;
  /** The pods that are on the node already. */
  bound(): readonly Pod[];
}

/**
 * How long an explanation stands at least that others of its kind differ from in the names of other pods alone. After that it
 * stands as long as all before it: a thousand pods that wait for an hour are written ten times each, and not for each of them.
 */
const STANDS_MS = 10_000;

/** The pods of a group are made one after the other: who misses some is not told so at once. */
const MADE_MS = 3_000;

/** Binds pods that have no node to the only one there is, and tells the others what they wait for. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #waiting = new Map<string, Pod>();
  /** Bound by us, but not yet seen so. */
  readonly #binding = new Map<string, Pod>();
  /** Why each of the waiting ones waits, since when, and when that was last said. */
  readonly #explained = new Map<
    string,
    { readonly about: string; readonly since: number; readonly at: number }
  >();
  readonly #loop: PassLoop;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#loop = new PassLoop({ ...options, pass: () => this.#pass() });
  }

  add(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const known = this.#binding.get(uid) ?? this.#waiting.get(uid);
    if (known !== undefined && isOlder(pod, known)) return;
    this.#waiting.set(uid, pod);
    this.#loop.wake();
  }

  /** The pod has a node now, or is gone. */
  forget(uid: string): void {
    this.#waiting.delete(uid);
    this.#binding.delete(uid);
    this.#explained.delete(uid);
  }

  /** A pod ended: what waits may fit now. */
  wake(): void {
    if (this.#waiting.size > 0) this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #pass(): Promise<number> {
    const { bound, room } = this.#options;
    const there = new Map([...this.#binding.values(), ...bound()].map((pod) => [pod.metadata.uid, pod]));
    let againMs = Number.POSITIVE_INFINITY;
    for (const placement of placements([...this.#waiting.values()], [...there.values()], room())) {
      if (placement.fits) await this.#bind(placement.pod);
      else againMs = Math.min(againMs, await this.#explain(placement));
    }
    return againMs;
  }

  async #bind(pod: Pod): Promise<void> {
    const { store, node, events } = this.#options;
    const uid = pod.metadata.uid ?? "";
    const stored = await writePod(store, pod, {
      part: "object",
      change: (current) => ({
        ...current,
        spec: { ...current.spec, nodeName: current.spec.nodeName ?? node },
      }),
    });
    this.#explained.delete(uid);
    if (!this.#waiting.delete(uid) || stored === undefined) return;
    this.#binding.set(uid, stored);
    events.record(stored, {
      type: "Normal",
      reason: "Scheduled",
      message: `Successfully assigned ${keyOf(stored)} to ${stored.spec.nodeName}`,
    });
  }

  /**
   * Returns in how many milliseconds to look again. Whenever a pod ends all that wait for its place would say so in other
   * names: a hundred that wait would be written a hundred times.
   */
  async #explain({
    pod,
    about,
    message,
    isBeingMade,
  }: Extract<Placement, { readonly fits: false }>): Promise<number> {
    const { store, events, clock } = this.#options;
    const age = clock.now().getTime() - Date.parse(pod.metadata.creationTimestamp ?? "");
    if (isBeingMade === true && age < MADE_MS) return MADE_MS - age;
    const uid = pod.metadata.uid ?? "";
    const update = { type: "PodScheduled", status: "False", reason: "Unschedulable", message } as const;
    const known = pod.status?.conditions?.find(({ type }) => type === update.type);
    if (known?.message === message) return Number.POSITIVE_INFINITY;
    const [last, now] = [this.#explained.get(uid), clock.now().getTime()];
    const since = last?.about === about ? last.since : now;
    const until = last?.about === about ? last.at + Math.max(STANDS_MS, last.at - since) : now;
    if (now < until) return until - now;
    this.#explained.set(uid, { about, since, at: now });
    const change = (current: Pod): Pod => {
      const before = (current.status?.conditions ?? []) as readonly Condition[];
      const conditions = withCondition(before, update, { now: clock.now() });
      const status = { ...current.status, phase: "Pending", conditions } as NonNullable<Pod["status"]>;
      return { ...current, status };
    };
    const stored = await writePod(store, pod, { part: "status", change });
    if (stored === undefined) this.forget(uid);
    else if (this.#waiting.has(uid)) this.#waiting.set(uid, stored);
    events.record(pod, { type: "Warning", reason: "FailedScheduling", message });
    return Number.POSITIVE_INFINITY;
  }
}
