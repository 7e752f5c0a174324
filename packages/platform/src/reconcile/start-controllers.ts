import { type Key, keyOf, type Resource } from "@slipway/model";
import { followKind } from "#store/follow-kind.ts";
import type { Controller, Watch } from "./controller.ts";
import { type PassTools, pass } from "./pass.ts";
import { createWorkQueue, type WorkQueue } from "./work-queue.ts";

/**
 * Runs controllers until the signal aborts; resolves when every pass in hand has ended. Watches only ever produce keys:
 * no reconciler learns what kind of event woke it.
 */
export async function startControllers(controllers: readonly Controller[], tools: PassTools): Promise<void> {
  await Promise.all(controllers.map((controller) => run(controller, tools)));
}

async function run(controller: Controller, tools: PassTools): Promise<void> {
  const queue = createWorkQueue({ clock: tools.clock, retry: controller.retry });
  const own: Watch = { kind: controller.reconciler.kind, keysFor: (changed) => [keyOf(changed)] };
  await Promise.all([
    ...[own, ...controller.watches].map((watch) => feed(controller, watch, queue, tools)),
    ...Array.from({ length: controller.concurrency }, () => work(controller, queue, tools)),
  ]);
}

async function feed(controller: Controller, watch: Watch, queue: WorkQueue, tools: PassTools): Promise<void> {
  const log = tools.log.child({ controller: controller.name });
  const add = async (changed: Resource, priority: "fresh" | "resync"): Promise<void> => {
    try {
      for (const key of await watch.keysFor(changed, tools.store)) queue.add(key, { priority });
    } catch (error) {
      if (!tools.signal.aborted)
        log.error("a change woke nobody", { kind: watch.kind.kind, error: String(error) });
    }
  };
  await followKind({
    ...tools,
    log,
    kind: watch.kind,
    listed: (objects) => objects.forEach((object) => void add(object, "resync")),
    changed: (object) => void add(object, "fresh"),
  });
}

async function work(controller: Controller, queue: WorkQueue, tools: PassTools): Promise<void> {
  for (;;) {
    const key: Key | undefined = await queue.take(tools.signal);
    if (key === undefined || tools.signal.aborted) return;
    const verdict = await pass(controller, key, tools);
    queue.done(key, verdict.next);
    if (verdict.recheckAfterMs !== undefined)
      queue.add(key, { afterMs: Math.max(1, verdict.recheckAfterMs) });
  }
}
