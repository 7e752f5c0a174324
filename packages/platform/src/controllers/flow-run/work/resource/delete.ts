import { isNotFound } from "@slipway/model";
import type { StepWork } from "../step-work.ts";
import { orRefused } from "./or-refused.ts";
import { wantedBy } from "./wanted.ts";

/** Takes an object away, and waits until it is gone. */
export const deletion: StepWork = {
  begin: async (one) => {
    const { kind, key } = wantedBy(one);
    return orRefused(() =>
      one.turn.store.remove(kind, key).catch((error) => {
        if (!isNotFound(error)) throw error;
      }),
    );
  },
  look: async (one) => {
    const { kind, key } = wantedBy(one);
    const found = await one.turn.store.get(kind, key);
    if (found === undefined) return { phase: "succeeded", gives: {} };
    if (found.metadata.deletionTimestamp !== undefined) return { phase: "going" };
    const message = `the ${kind.kind} ${key} was deleted, and somebody has made another one`;
    return { phase: "failed", failure: { class: "internal", message } };
  },
  stop: async () => "stopped",
  remove: async () => "kept",
};
