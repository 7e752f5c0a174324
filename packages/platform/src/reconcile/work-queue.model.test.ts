import type { Key } from "@slipway/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { FRESH_IN_A_ROW, type Priority } from "./due-keys.ts";
import { createWorkQueue, type Lane, type WorkQueue } from "./work-queue.ts";

const KEYS = ["a/1", "a/2", "a/3", "a/4"] as const satisfies readonly Key[];
const LANES = ["left", "right"] as const satisfies readonly Lane[];
const RETRY = { baseMs: 100, capMs: 1_000 };

interface Ask {
  readonly at: number;
  readonly priority: Priority;
}

/** What the queue owes one key. */
interface Owed {
  held: boolean;
  failures: number;
  /** What was asked since it was last handed out: it must come at the soonest of these times. */
  asks: Ask[];
  /** Later times that were asked for before that look: it may come again then. */
  leftOver: Ask[];
}

class Model {
  now = 0;
  readonly lane = new Map<Key, Lane>(KEYS.map((key) => [key, "left"]));
  readonly keys = new Map<Key, Owed>(
    KEYS.map((key) => [key, { held: false, failures: 0, asks: [], leftOver: [] }]),
  );
  /** Fresh keys handed out while a resync waited, by lane. */
  readonly passed = new Map<Lane, number>(LANES.map((lane) => [lane, 0]));
  readonly waiting: Waiting[] = [];

  owed(key: Key): Owed {
    const owed = this.keys.get(key);
    if (owed === undefined) throw new Error(`${key} was never added`);
    return owed;
  }

  ask(key: Key, afterMs: number, priority: Priority): void {
    this.owed(key).asks.push({ at: this.now + afterMs, priority: afterMs > 0 ? "resync" : priority });
  }

  due(lane: Lane): readonly Key[] {
    return KEYS.filter((key) => this.lane.get(key) === lane && this.isDue(key));
  }

  isDue(key: Key): boolean {
    const { held, asks } = this.owed(key);
    return !held && asks.some(({ at }) => at <= this.now);
  }

  isFresh(key: Key): boolean {
    return this.owed(key).asks.some(({ at, priority }) => at <= this.now && priority === "fresh");
  }

  /** What a worker of the lane was given, or that it was given nothing. */
  handedOut(lane: Lane, key: Key | undefined): void {
    if (key === undefined) {
      expect(this.due(lane)).toEqual([]);
      return;
    }
    const owed = this.owed(key);
    expect(owed.held, `${key} is with another worker`).toBe(false);
    expect(this.lane.get(key)).toBe(lane);
    const asks = [...owed.asks, ...owed.leftOver];
    expect(Math.min(...asks.map(({ at }) => at)), `${key} was not to come yet`).toBeLessThanOrEqual(this.now);
    const resyncs = this.due(lane).filter((other) => !this.isFresh(other));
    const passed = this.isFresh(key) && resyncs.length > 0 ? (this.passed.get(lane) ?? 0) + 1 : 0;
    expect(passed).toBeLessThanOrEqual(FRESH_IN_A_ROW);
    this.passed.set(lane, passed);
    owed.held = true;
    owed.leftOver = asks.filter(({ at }) => at > this.now);
    owed.asks = [];
  }
}

/** A worker that waits for a key of its lane. */
interface Waiting {
  readonly lane: Lane;
  readonly stop: AbortController;
  got: "nothing yet" | Key | undefined;
}

interface Real {
  readonly clock: ManualClock;
  readonly queue: WorkQueue;
}

const shut = AbortSignal.abort();
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Hands the model what waiting workers were given; nobody may wait while something is due for him. */
async function look(model: Model): Promise<void> {
  await settled();
  for (const worker of model.waiting.splice(0)) {
    if (worker.got === "nothing yet") model.waiting.push(worker);
    else model.handedOut(worker.lane, worker.got);
  }
  for (const { lane } of model.waiting) expect(model.due(lane)).toEqual([]);
}

type Step = fc.AsyncCommand<Model, Real>;

const step = (
  title: string,
  run: (model: Model, real: Real) => Promise<void> | void,
  check: (model: Model) => boolean = () => true,
): Step => ({
  check: (model) => check(model),
  run: async (model, real) => {
    await run(model, real);
    await look(model);
  },
  toString: () => title,
});

const add = (key: Key, afterMs: number, priority: Priority): Step =>
  step(`add(${key}, ${afterMs} ms, ${priority})`, (model, { queue }) => {
    model.ask(key, afterMs, priority);
    queue.add(key, { priority, afterMs });
  });

/** What makes a key another lane's is a change of its object, which adds it. */
const move = (key: Key, lane: Lane): Step =>
  step(`move(${key}, ${lane})`, (model, { queue }) => {
    model.lane.set(key, lane);
    model.ask(key, 0, "fresh");
    queue.add(key);
  });

const take = (lane: Lane): Step =>
  step(`take(${lane})`, async (model, { queue }) => model.handedOut(lane, await queue.take(shut, lane)));

const wait = (lane: Lane): Step =>
  step(`wait(${lane})`, (model, { queue }) => {
    const worker: Waiting = { lane, stop: new AbortController(), got: "nothing yet" };
    model.waiting.push(worker);
    void queue.take(worker.stop.signal, lane).then((key) => {
      worker.got = key;
    });
  });

const giveUp = (): Step =>
  step(
    "giveUp()",
    ({ waiting }) => waiting[0]?.stop.abort(),
    ({ waiting }) => waiting.length > 0,
  );

const done = (key: Key, next: "forget" | "retry"): Step =>
  step(
    `done(${key}, ${next})`,
    (model, { queue }) => {
      const owed = model.owed(key);
      owed.held = false;
      const backoff = Math.min(RETRY.capMs, RETRY.baseMs * 2 ** owed.failures);
      if (next === "retry") model.ask(key, backoff, "resync");
      owed.failures = next === "retry" ? owed.failures + 1 : 0;
      queue.done(key, next);
    },
    (model) => model.owed(key).held,
  );

const advance = (ms: number): Step =>
  step(`advance(${ms} ms)`, (model, { clock }) => {
    model.now += ms;
    clock.advance(ms);
  });

const key = fc.constantFrom(...KEYS);
const lane = fc.constantFrom(...LANES);
const priority = fc.constantFrom<Priority>("fresh", "resync");

const steps = fc.commands(
  [
    fc.tuple(key, fc.constantFrom(0, 0, 50, 150, 400), priority).map((given) => add(...given)),
    fc.tuple(key, lane).map((given) => move(...given)),
    lane.map(take),
    lane.map(wait),
    fc.constant(giveUp()),
    fc.tuple(key, fc.constantFrom("forget" as const, "retry" as const)).map((given) => done(...given)),
    fc.constantFrom(10, 100, 500, 1_000).map(advance),
  ],
  { size: "+1" },
);

/** Serves everything that is owed, as workers do when no change comes any more: a look that was asked for is never lost. */
async function serveAll(model: Model, { queue, clock }: Real): Promise<void> {
  for (const { stop } of model.waiting) stop.abort();
  await look(model);
  for (const key of KEYS) if (model.owed(key).held) await done(key, "forget").run(model, { queue, clock });
  await advance(RETRY.capMs).run(model, { queue, clock });
  for (const lane of LANES) {
    for (let key = await queue.take(shut, lane); key !== undefined; key = await queue.take(shut, lane)) {
      model.handedOut(lane, key);
      await done(key, "forget").run(model, { queue, clock });
    }
    model.handedOut(lane, undefined);
  }
}

test("The work queue serves each look that is owed, once, in time, to one worker of the right lane", async () => {
  const property = fc.asyncProperty(steps, async (commands) => {
    const model = new Model();
    const clock = new ManualClock();
    const laneOf = (key: Key) => model.lane.get(key) ?? "left";
    const queue = createWorkQueue({ clock, retry: RETRY, random: () => 1, laneOf });
    const real = { clock, queue };
    await fc.asyncModelRun(() => ({ model, real }), commands);
    await serveAll(model, real);
  });
  await fc.assert(property, modelRuns(150));
});
