import type { KeptStepEnd, KeptStepTry } from "@slipway/model/kubernetes/kept-records.ts";
import { humanDuration } from "#lib/human-duration.ts";
import { briefly } from "../objects/briefly.ts";
import { failureWords } from "../objects/failure-words.ts";
import type { Session } from "../session/session.ts";
import type { StepNode } from "./step-tree.ts";

/** Of steps that did what they were to, so many are told one by one; those that failed always are. */
const MOST_TOLD = 500;

/** Tells steps of a run in a line each, where nobody sees a tree: those that have ended, and those that are tried again. */
export function tellSteps(
  session: Session,
  name: string,
): {
  tried(one: KeptStepTry): void;
  ended(one: KeptStepEnd, node: StepNode | undefined): void;
} {
  let told = 0;
  const say = (...parts: readonly string[]): void => {
    if (!session.status.isSeen) session.say([name, ...parts].filter((part) => part !== "").join("  "));
  };
  return {
    tried({ path, attempt, after = "", pauseMs = 0 }) {
      if (attempt === 1) return;
      const pause = pauseMs === 0 ? "" : `in ${humanDuration(pauseMs)}`;
      say(path, `try ${attempt}`, pause, after === "" ? "" : `after ${after}`);
    },
    ended({ path, state, why = "" }, node) {
      if (state !== "failed" && ++told > MOST_TOLD) {
        if (told === MOST_TOLD + 1) say("…", "steps that do not fail are no longer told one by one");
        return;
      }
      const { began, ended } = node ?? {};
      const took = began === undefined || ended === undefined ? "" : humanDuration(ended - began);
      say(path, state, took, briefly(failureWords(why).head));
    },
  };
}
