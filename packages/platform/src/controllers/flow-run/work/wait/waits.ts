import type { WaitBody } from "@slipway/model/flows/index.ts";
import type { StepWork, Try, TryState } from "../step-work.ts";
import { dueAt } from "./due-at.ts";
import { lookAtWaited } from "./look-at-waited.ts";

/** Waiting for a time or an object: nothing goes on meanwhile, so that nothing is to be stopped. */
export const waits: StepWork = {
  isSoonSeen: true,
  begin: async (one) => {
    if (bodyOf(one).resource === undefined) dueAt(one);
    return undefined;
  },
  look: async (one) => {
    const { resource } = bodyOf(one);
    return resource === undefined ? atTime(one) : lookAtWaited(one, resource);
  },
  stop: async () => "stopped",
  remove: async () => "gone",
};

const bodyOf = ({ going }: Try): WaitBody => going.step.body as unknown as WaitBody;

function atTime(one: Try): TryState {
  const lookAgainMs = dueAt(one).getTime() - one.turn.now.getTime();
  return lookAgainMs <= 0 ? { phase: "succeeded", gives: {} } : { phase: "going", lookAgainMs };
}
