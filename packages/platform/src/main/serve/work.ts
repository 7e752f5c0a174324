import { deploymentController } from "#embedded/deployments/deployment-controller.ts";
import { garbageCollector } from "#embedded/garbage-collection/garbage-collector.ts";
import { createNodeAgent } from "#embedded/node-agent/create-node-agent.ts";
import { endpointSliceController } from "#embedded/services/endpoint-slice-controller.ts";
import { startControllers } from "#reconcile/start-controllers.ts";
import { recordEvents } from "#store/record-events.ts";
import type { Closers } from "./closers.ts";
import { controllers } from "./controllers.ts";
import type { Core } from "./core.ts";
import { IDENTITY } from "./identity.ts";
import { programOf } from "./images.ts";

/** Retention of logs and metrics: whichever bound is reached first. */
const RETENTION = { maxAgeMs: 30 * 86_400_000, maxBytes: 2 * 1024 ** 3 } as const;
const RETAIN_EVERY_MS = 10 * 60_000;

/** Starts everything that acts by itself: controllers, the very small Kubernetes' hands, retention. */
export async function startWork(core: Core, closers: Closers): Promise<void> {
  const { store, ledger, artifacts, clock, log, state } = core;
  const agent = await createNodeAgent({
    store,
    ledger,
    images: programOf,
    stateDir: state.layout.root,
    node: { name: "slipway" },
    clock,
    log,
  });
  await agent.start();
  closers.add(() => agent.stop());
  const stop = new AbortController();
  const all = [
    ...controllers({ store, ledger, artifacts, identity: IDENTITY }),
    deploymentController(),
    endpointSliceController(),
    garbageCollector(),
  ];
  const events = recordEvents({ store, clock, log, component: "slipway" });
  const running = startControllers(all, { store, clock, log, events, signal: stop.signal });
  closers.add(() => {
    stop.abort();
    return running;
  });
  keepWithin(core, closers);
}

/** Drops what retention allows, little and often. */
function keepWithin({ ledger, log }: Core, closers: Closers): void {
  const timer = setInterval(() => {
    ledger
      .retain(RETENTION)
      .catch((error: unknown) => log.error("retention failed", { error: String(error) }));
  }, RETAIN_EVERY_MS);
  timer.unref();
  closers.add(() => clearInterval(timer));
}
