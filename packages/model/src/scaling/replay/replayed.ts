import type { Decision } from "../decision.ts";

/** A decision that changed something. */
export interface ReplayedChange extends Pick<Decision, "desired" | "current" | "reason" | "bounds"> {
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What a policy would have made of traffic. */
export interface Replayed {
  readonly requests: number;
  /** Requests that waited longer than they were to, those that nothing has answered by the end among them. */
  readonly late: number;
  readonly longestWaitSeconds: number;
  /** Requests that wait at the end. */
  readonly unanswered: number;
  /** Hours of all copies together, those that start among them. */
  readonly copyHours: number;
  readonly leastCopies: number;
  readonly mostCopies: number;
  /** What the copies' hours cost; absent where nobody has said a price, which is not 0. */
  readonly cost?: { readonly amount: number; readonly currency: string };
  readonly changes: readonly ReplayedChange[];
  /** Decisions in all. */
  readonly decisions: number;
}
