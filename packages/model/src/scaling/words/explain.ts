import type { Decision, Reason } from "../decision.ts";
import type { Wish } from "../wish.ts";
import { whyWords } from "./why-words.ts";

type Told = Pick<Decision, "desired" | "current" | "bounds" | "reason">;

/** A decision in a sentence: how many, why, and by whom. */
export function explainDecision({ desired, current, bounds, reason }: Told): string {
  const who = bounds.by === undefined ? "" : ` (set by scheduled action ${bounds.by})`;
  const limits = `${bounds.min} to ${bounds.max}${who}`;
  switch (reason.code) {
    case "BelowMinCapacity":
      return `From ${current} to ${desired}: there are to be ${limits}.`;
    case "AboveMaxCapacity":
      return `From ${current} to ${desired}: there are to be ${limits}.`;
    case "ScaleOut":
    case "ScaleIn":
      return `From ${current} to ${desired}: ${because(reason.wish)}${cutWords(reason, limits)}.`;
    case "AlreadyAtMaxCapacity":
      return `${desired}, the most that there may be (${limits}), where ${reason.wish.to} are wanted: ${because(reason.wish)}.`;
    case "AlreadyAtMinCapacity":
      return `${desired}, the least that there may be (${limits}), where ${reason.wish.to} are wanted: ${because(reason.wish)}.`;
    case "ScaleOutSuspended":
    case "ScaleInSuspended":
      return `${desired}, since ${reason.code === "ScaleOutSuspended" ? "scale-out" : "scale-in"} is suspended where ${reason.wish.to} are wanted: ${because(reason.wish)}.`;
    case "AlreadyAtDesiredCapacity":
      return `${desired} as before: ${reason.wish === undefined ? "there is no policy" : because(reason.wish)}.`;
  }
}

const because = ({ policy, why }: Wish): string => `${whyWords(why)} (policy ${policy})`;

const cutWords = (reason: Extract<Reason, { code: "ScaleOut" | "ScaleIn" }>, limits: string): string =>
  reason.cutTo === undefined ? "" : `, and of the ${reason.wish.to} wanted there may be ${limits}`;
