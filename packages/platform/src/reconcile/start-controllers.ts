import { keyOf, type Resource } from "@slipway/model";
import { followKind } from "#store/follow-kind.ts";
import type { Controller, Watch } from "./controller.ts";
import { OwnObjects } from "./own-objects.ts";
import { pass } from "./pass.ts";
import type { PassTools } from "./pass-tools.ts";
import { createWorkQueue, type Lane, type WorkQueue } from "./work-queue.ts";

/** One controller at work. */
interface Running {
  readonly controller: Controller;
  readonly queue: WorkQueue;
  readonly own: OwnObjects;
  readonly tools: PassTools;
}

/**
 * Runs controllers until the signal aborts; resolves when every pass in hand has ended, or has been left alone since it
 * did not. Watches only ever produce keys: no reconciler learns what kind of event woke it.
 */
export async function startControllers(controllers: readonly Controller[], tools: PassTools): Promise<void> {
  await Promise.all(controllers.map((controller) => run(controller, tools)));
}

async function run(controller: Controller, tools: PassTools): Promise<void> {
  const log = tools.log.child({ controller: controller.name });
  const own = new OwnObjects(controller);
  const laneOf = own.laneOf.bind(own);
  const queue = createWorkQueue({ clock: tools.clock, retry: controller.retry, laneOf });
  const running: Running = { controller, queue, own, tools: { ...tools, log } };
  tools.admission?.follow((namespace) => {
    for (const key of own.unsettled())
      if (key.startsWith(`${namespace}/`)) queue.add(key, { priority: "resync" });
  }, tools.signal);
  await Promise.all([
    followOwn(running),
    ...controller.watches.map((watch) => followOther(running, watch)),
    ...workers(controller).map((lane) => work(running, lane)),
  ]);
}

/** The lane of each worker. */
function workers({ concurrency }: Controller): readonly Lane[] {
  return Object.entries(concurrency).flatMap(([lane, count]) => Array<Lane>(count).fill(lane));
}

function followOwn({ controller, queue, own, tools }: Running): Promise<void> {
  return followKind({
    ...tools,
    kind: controller.reconciler.kind,
    listed: (objects) => {
      for (const key of own.replaceAll(objects)) queue.add(key, { priority: "resync" });
    },
    changed: (object, deleted) => {
      if (own.isNews(object, deleted)) queue.add(keyOf(object));
    },
  });
}

/**
 * A list of another kind tells of what is there and not of what went before it, so after one every own object is looked
 * at that is not settled. Changes are turned into keys one after the other: a burst of them must not become a burst of
 * requests.
 */
async function followOther({ queue, own, tools }: Running, watch: Watch): Promise<void> {
  let waking = Promise.resolve();
  await followKind({
    ...tools,
    kind: watch.kind,
    ...(watch.where === undefined ? {} : { where: watch.where }),
    listed: () => {
      for (const key of own.unsettled()) queue.add(key, { priority: "resync" });
    },
    changed: (object) => {
      waking = waking.then(() => wake(object, watch, { queue, own, tools }));
    },
  });
  await waking;
}

async function wake(
  changed: Resource,
  watch: Watch,
  { queue, own, tools }: Pick<Running, "queue" | "own" | "tools">,
): Promise<void> {
  if (tools.signal.aborted) return;
  try {
    for (const key of await watch.keysFor(changed, tools.store)) if (!own.isSettled(key)) queue.add(key);
  } catch (error) {
    if (!tools.signal.aborted)
      tools.log.error("a change woke nobody", { kind: watch.kind.kind, error: String(error) });
  }
}

async function work({ controller, queue, tools }: Running, lane: Lane): Promise<void> {
  for (;;) {
    const key = await queue.take(tools.signal, lane);
    if (key === undefined || tools.signal.aborted) return;
    const verdict = await pass(controller, key, tools);
    queue.done(key, verdict.next);
    if (verdict.recheckAfterMs !== undefined)
      queue.add(key, { afterMs: Math.max(1, verdict.recheckAfterMs) });
  }
}
