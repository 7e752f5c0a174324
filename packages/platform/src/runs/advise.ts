import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import type { Step } from "#reconcile/in-steps.ts";
import type { Reconcilable } from "#reconcile/reconciler.ts";
import type { CarriedTurn } from "./carried.ts";

/** Tells in ACK.Advisory which fields are accepted and have no effect where the object is carried. */
export function advise<R extends Reconcilable>({
  aws,
}: AwsKindFacts<R>): Step<R, "ACK.Advisory", CarriedTurn> {
  return {
    condition: "ACK.Advisory",
    async run(object, turn) {
      const found = aws.withoutEffect?.(object) ?? [];
      if (found.length === 0 || (await turn.abilities()).wholeRequest) return {};
      return {
        condition: {
          status: "True",
          reason: "FieldsWithoutEffect",
          message: `Accepted, without effect here: ${found.join(", ")}`,
        },
      };
    },
  };
}
