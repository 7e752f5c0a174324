import type { Condition, ErrorCause, Kind } from "@slipway/model";
import type { Step } from "#reconcile/in-steps.ts";
import type { Reconcilable, StatusOf } from "#reconcile/reconciler.ts";
import { olderNamesake } from "./older-namesake.ts";
import { refused } from "./refused.ts";

/** What tells whether an object can be worked on here. */
export interface Acceptance<R extends Reconcilable> {
  readonly kind: Kind<R>;
  /** The AWS name. */
  nameOf(object: R): string;
  /** What is known of the object from the moment it is seen. */
  statusOf(object: R): Partial<StatusOf<R>>;
  /** Breaches of the AWS API's own constraints. */
  validate(object: R): readonly ErrorCause[];
  /** Fields whose meaning would be lost here. */
  unsupported(object: R): readonly string[];
  /** What to say in the kind's own status fields when the answer is no. */
  refusal?(message: string): Partial<StatusOf<R>>;
}

type Problem = Pick<Condition, "status" | "reason" | "message">;

/** Says no, for good, to what cannot work here: ACK.Terminal, before anything is started. */
export function accept<R extends Reconcilable>(acceptance: Acceptance<R>): Step<R> {
  return {
    condition: "ACK.Terminal",
    async run(object, turn) {
      const status = acceptance.statusOf(object);
      const problem =
        problemOf(acceptance, object) ??
        (await olderNamesake({
          kind: acceptance.kind,
          object,
          store: turn.store,
          nameOf: acceptance.nameOf,
        }));
      if (problem === undefined) return { status };
      const message = problem.message ?? "";
      if (object.status?.conditions?.some((condition) => condition.message === message) !== true)
        turn.events.record(object, { type: "Warning", reason: "Refused", message });
      return { condition: problem, halt: true, status: { ...status, ...acceptance.refusal?.(message) } };
    },
  };
}

function problemOf<R extends Reconcilable>(acceptance: Acceptance<R>, object: R): Problem | undefined {
  const causes = acceptance.validate(object);
  if (causes.length > 0) return refused("SLIP-RUN-004", causes.map((cause) => cause.message).join("; "));
  const fields = acceptance.unsupported(object);
  return fields.length > 0 ? refused("SLIP-RUN-002", fields.join("; ")) : undefined;
}

/** ACK.ResourceSynced for kinds that are done as soon as they are accepted. */
export function publish<R extends Reconcilable>(): Step<R> {
  return {
    condition: "ACK.ResourceSynced",
    run: async () => ({
      condition: { status: "True", reason: "Synced", message: "Resource synced successfully" },
    }),
  };
}

/** The same for clients that look at `Ready`, which ACK lets mirror `ACK.ResourceSynced`. */
export function mirrorReady<R extends Reconcilable>(): Step<R> {
  return {
    condition: "Ready",
    async run(object) {
      const synced = object.status?.conditions?.find((condition) => condition.type === "ACK.ResourceSynced");
      return synced === undefined ? {} : { condition: synced };
    },
  };
}
