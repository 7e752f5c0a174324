import type { Engine } from "./operations.ts";
import type { RequestQueue } from "./request-queue.ts";

/** The queue of requests over an engine that carries its operations out. */
export function requestsOver(engine: Engine): RequestQueue {
  const listeners = new Set<() => void>();
  return {
    add: async (request, bounds) => {
      const added = await engine.call("addRequest", request, bounds);
      if (added) for (const listener of listeners) listener();
      return added;
    },
    depths: () => engine.call("queueDepths"),
    claim: (asked) => engine.call("claimRequests", asked),
    claimLost: (asked) => engine.call("claimLostRequests", asked),
    renew: (held) => engine.call("renewRequests", held),
    giveBack: (worker, what) => engine.call("giveRequestBack", worker, what),
    finish: (id) => engine.call("finishRequest", id),
    onAdded: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
