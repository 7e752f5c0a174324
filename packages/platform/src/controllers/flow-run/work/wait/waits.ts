import type { WaitBody } from "@slipway/model/flows/index.ts";
import type { Ask } from "../http/ask.ts";
import type { StepWork, Try, TryState } from "../step-work.ts";
import { dueAt } from "./due-at.ts";
import { HttpWaits } from "./http-waits.ts";
import { lookAtWaited } from "./look-at-waited.ts";

/** Waiting for a time, an object or a URL: nothing goes on meanwhile, so that nothing is to be stopped. */
export function waits(ask: Ask): StepWork {
  const urls = new HttpWaits(ask);
  return {
    isSoonSeen: true,
    begin: async (one) => {
      const { resource, http } = bodyOf(one);
      if (resource === undefined && http === undefined) dueAt(one);
      return undefined;
    },
    look: async (one) => {
      const { resource, http } = bodyOf(one);
      if (http !== undefined) return urls.look(one, http);
      return resource === undefined ? atTime(one) : lookAtWaited(one, resource);
    },
    stop: async () => "stopped",
    remove: async (one) => {
      urls.forget(one);
      return "gone";
    },
  };
}

const bodyOf = ({ going }: Try): WaitBody => going.step.body as unknown as WaitBody;

function atTime(one: Try): TryState {
  const lookAgainMs = dueAt(one).getTime() - one.turn.now.getTime();
  return lookAgainMs <= 0 ? { phase: "succeeded", gives: {} } : { phase: "going", lookAgainMs };
}
