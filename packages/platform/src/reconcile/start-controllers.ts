import { type Key, keyOf, type Resource } from "@slipway/model";
import { followKind } from "#store/follow-kind.ts";
import type { Controller, Watch } from "./controller.ts";
import { KnownObjects } from "./known-objects.ts";
import { type PassTools, pass } from "./pass.ts";
import { createWorkQueue, type WorkQueue } from "./work-queue.ts";

/** One controller at work. */
interface Running {
  readonly controller: Controller;
  readonly queue: WorkQueue;
  readonly known: KnownObjects;
  readonly tools: PassTools;
}

/**
 * Runs controllers until the signal aborts; resolves when every pass in hand has ended. Watches only ever produce keys:
 * no reconciler learns what kind of event woke it.
 */
export async function startControllers(controllers: readonly Controller[], tools: PassTools): Promise<void> {
  await Promise.all(controllers.map((controller) => run(controller, tools)));
}

async function run(controller: Controller, tools: PassTools): Promise<void> {
  const log = tools.log.child({ controller: controller.name });
  const running: Running = {
    controller,
    queue: createWorkQueue({ clock: tools.clock, retry: controller.retry }),
    known: new KnownObjects(),
    tools: { ...tools, log },
  };
  tools.admission?.follow((namespace) => {
    for (const key of running.known.keys())
      if (key.startsWith(`${namespace}/`)) running.queue.add(key, { priority: "resync" });
  }, tools.signal);
  await Promise.all([
    followOwn(running),
    ...controller.watches.map((watch) => followOther(running, watch)),
    ...Array.from({ length: controller.concurrency }, () => work(running)),
  ]);
}

function followOwn({ controller, queue, known, tools }: Running): Promise<void> {
  return followKind({
    ...tools,
    kind: controller.reconciler.kind,
    listed: (objects) => {
      known.replaceAll(objects);
      for (const object of objects) queue.add(keyOf(object), { priority: "resync" });
    },
    changed: (object, deleted) => {
      if (known.isNews(object, deleted)) queue.add(keyOf(object));
    },
  });
}

/**
 * A list of another kind tells of what is there and not of what went before it, so after one every own object is looked
 * at. Changes are turned into keys one after the other: a burst of them must not become a burst of requests.
 */
async function followOther({ queue, known, tools }: Running, watch: Watch): Promise<void> {
  let waking = Promise.resolve();
  await followKind({
    ...tools,
    kind: watch.kind,
    listed: () => {
      for (const key of known.keys()) queue.add(key, { priority: "resync" });
    },
    changed: (object) => {
      waking = waking.then(() => wake(object, watch, { queue, tools }));
    },
  });
  await waking;
}

async function wake(
  changed: Resource,
  watch: Watch,
  { queue, tools }: Pick<Running, "queue" | "tools">,
): Promise<void> {
  if (tools.signal.aborted) return;
  try {
    for (const key of await watch.keysFor(changed, tools.store)) queue.add(key);
  } catch (error) {
    if (!tools.signal.aborted)
      tools.log.error("a change woke nobody", { kind: watch.kind.kind, error: String(error) });
  }
}

async function work({ controller, queue, tools }: Running): Promise<void> {
  for (;;) {
    const key: Key | undefined = await queue.take(tools.signal);
    if (key === undefined || tools.signal.aborted) return;
    const verdict = await pass(controller, key, tools);
    queue.done(key, verdict.next);
    if (verdict.recheckAfterMs !== undefined)
      queue.add(key, { afterMs: Math.max(1, verdict.recheckAfterMs) });
  }
}
