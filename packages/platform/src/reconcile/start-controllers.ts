import { defined, type Key, keyOf, type Resource } from "@slipway/model";
import type { CacheChange } from "#store/cache.ts";
import { pause } from "#store/pause.ts";
import type { Controller, Watch } from "./controller.ts";
import { OwnObjects } from "./own-objects.ts";
import { pass } from "./pass.ts";
import type { PassTools, Verdict } from "./pass-tools.ts";
import type { Reconcilable } from "./reconciler.ts";
import { sameJson } from "./stamp.ts";
import { createWorkQueue, type Lane, type WorkQueue } from "./work-queue.ts";

/** One controller at work. */
interface Running {
  readonly controller: Controller;
  readonly queue: WorkQueue;
  readonly own: OwnObjects;
  readonly tools: PassTools;
}

/** How long the first passes wait for the other kinds they read; after that they ask the server. */
const OTHERS_MS = 5_000;

/**
 * Runs controllers until the signal aborts; resolves when every pass in hand has ended, or has been left alone since it
 * did not. Changes only ever produce keys: no reconciler learns what kind of event woke it.
 */
export async function startControllers(controllers: readonly Controller[], tools: PassTools): Promise<void> {
  await Promise.all(controllers.map((controller) => run(controller, tools)));
}

async function run(controller: Controller, tools: PassTools): Promise<void> {
  const { cache, clock, signal } = tools;
  const objects = await cache.of(controller.reconciler.kind, signal).catch(unlessStopped(signal));
  if (objects === undefined) return;
  await othersListed(controller, tools);
  const own = new OwnObjects(controller, objects);
  const queue = createWorkQueue({ clock, retry: controller.retry, laneOf: (key) => own.laneOf(key) });
  const log = tools.log.child({ controller: controller.name });
  const running: Running = { controller, queue, own, tools: { ...tools, log } };
  followOwn(running);
  for (const watch of controller.watches) followOther(running, watch);
  tools.admission?.follow((namespace) => {
    for (const key of own.unsettledIn(namespace)) queue.add(key, { priority: "resync" });
  }, signal);
  controller.wokenBy?.((key) => {
    if (own.isUnsettled(key)) queue.add(key);
  }, signal);
  await Promise.all(lanes(controller).map((lane) => work(running, lane)));
}

/** Undefined for what ends because the home stops. */
const unlessStopped =
  (signal: AbortSignal) =>
  (error: unknown): undefined => {
    if (!signal.aborted) throw error;
  };

async function othersListed({ watches }: Controller, { cache, clock, signal }: PassTools): Promise<void> {
  const enough = new AbortController();
  const listed = Promise.all(watches.map(({ kind }) => cache.of(kind, signal)));
  await Promise.race([
    listed.catch(unlessStopped(signal)),
    pause({ clock, signal: enough.signal }, OTHERS_MS),
  ]);
  enough.abort();
}

/** The lane of each worker. */
function lanes({ concurrency }: Controller): readonly Lane[] {
  return Object.entries(concurrency).flatMap(([lane, count]) => Array<Lane>(count).fill(lane));
}

function followOwn({ controller, queue, own, tools }: Running): void {
  const changed = (change: CacheChange<Reconcilable>): void => {
    const priority = own.priorityOf(change);
    if (change.after !== undefined && priority !== undefined) queue.add(keyOf(change.after), { priority });
  };
  tools.cache.follow(controller.reconciler.kind, { changed }, tools.signal);
}

/**
 * What was listed before the first pass is no news: every own object that is not settled is looked at then. Changes are
 * turned into keys one after the other: a burst of them must not become a burst of requests.
 */
function followOther(running: Running, watch: Watch): void {
  const { cache, signal } = running.tools;
  const { kind, where } = watch;
  let isKnown = cache.now(kind) !== undefined;
  let waking = Promise.resolve();
  const changed = (change: CacheChange<Resource>): void => {
    if (isKnown && change.listed) return;
    waking = waking.then(() => wake(change, watch, running));
  };
  const synced = (): void => {
    isKnown = false;
  };
  cache.follow(kind, { ...defined({ where }), changed, synced }, signal);
}

async function wake(
  change: CacheChange<Resource>,
  watch: Watch,
  { queue, own, tools }: Running,
): Promise<void> {
  if (tools.signal.aborted) return;
  const priority = change.listed ? "resync" : "fresh";
  try {
    const concerned = new Set<Key>();
    for (const seen of statesToTell(change))
      for (const key of await watch.keysFor(seen, tools)) concerned.add(key);
    for (const key of concerned) if (own.isUnsettled(key)) queue.add(key, { priority });
  } catch (error) {
    if (!tools.signal.aborted)
      tools.log.error("a change woke nobody", { kind: watch.kind.kind, error: String(error) });
  }
}

/** What asks for something else now, or belongs elsewhere, concerns those as well that it did before. */
function statesToTell({ before, after }: CacheChange<Resource>): readonly Resource[] {
  if (before === undefined || after === undefined) return [after, before].filter((one) => one !== undefined);
  return sameJson(placeOf(before), placeOf(after)) ? [after] : [after, before];
}

function placeOf({ metadata: { generation, labels, ownerReferences } }: Resource) {
  return { generation, labels, ownerReferences };
}

async function work({ controller, queue, own, tools }: Running, lane: Lane): Promise<void> {
  for (;;) {
    const key = await queue.take(tools.signal, lane);
    if (key === undefined || tools.signal.aborted) return;
    const verdict: Verdict = own.has(key) ? await pass(controller, key, tools) : { next: "forget" };
    queue.done(key, verdict.next);
    if (verdict.recheckAfterMs !== undefined)
      queue.add(key, { afterMs: Math.max(1, verdict.recheckAfterMs) });
  }
}
