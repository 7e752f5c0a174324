import { type AwsIdentity, findCondition } from "@slipway/model";
import { unservedImage } from "@slipway/model/algorithms/unserved-image.ts";
import { awsNames, saidName } from "@slipway/model/aws/aws-names.ts";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import { refusalOf } from "@slipway/model/kinds/refusal-of.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
import type { Step, StepCondition, StepResult } from "#reconcile/in-steps.ts";
import type { Reconcilable, StatusOf } from "#reconcile/reconciler.ts";
import type { CarriedTurn } from "./carried.ts";
import { identified } from "./identified.ts";
import { findNamesake } from "./namesake.ts";
import { REFUSED, refused } from "./refused.ts";

/** What tells whether an object can be worked on here. */
export interface Acceptance<R extends Reconcilable> {
  /** Its kind, AWS name and ARN follow from them. */
  readonly facts: AwsKindFacts<R>;
  readonly identity: AwsIdentity;
  /** Who tries the metric expressions that the object brings; absent for kinds that bring none. */
  readonly metrics?: Pick<MetricReading, "unusable">;
  /** What to say in the kind's own status fields when the answer is no; the kind's report says otherwise once it is not. */
  refusal?(message: string, object: R): Partial<StatusOf<R>>;
}

/** Whoever is next is woken when the name is free; the others learn so late which object has it now. */
const NAMESAKE_RECHECK_MS = 10 * 60_000;
const AWAITED_RECHECK_MS = 500;

/** Says no, for good, to what cannot work here: ACK.Terminal, before anything is started. */
export function accept<R extends Reconcilable>(
  acceptance: Acceptance<R>,
): Step<R, "ACK.Terminal", CarriedTurn> {
  const { kind, aws } = acceptance.facts;
  const names = awsNames(aws);
  const nameOf = (object: R): string => saidName(names, object);
  return {
    condition: "ACK.Terminal",
    async run(object, turn): Promise<StepResult<R>> {
      const status = identified(object, acceptance) as Partial<StatusOf<R>>;
      const problem = await problemOf(acceptance, object, turn);
      const namesake = problem ?? (await findNamesake({ kind, nameOf, object, ...turn }));
      if (namesake === undefined) return { status };
      if ("awaited" in namesake) {
        return { condition: namesake.awaited, halt: true, recheckAfterMs: AWAITED_RECHECK_MS };
      }
      const found = "refusal" in namesake ? namesake.refusal : namesake;
      const message = found.message ?? "";
      if (findCondition(object.status?.conditions, "ACK.Terminal")?.message !== message)
        turn.events.record(object, { type: "Warning", reason: REFUSED, message });
      return {
        condition: found,
        halt: true,
        status: { ...status, ...acceptance.refusal?.(message, object) },
        ...(problem === undefined ? { recheckAfterMs: NAMESAKE_RECHECK_MS } : {}),
      };
    },
  };
}

async function problemOf<R extends Reconcilable>(
  acceptance: Acceptance<R>,
  object: R,
  turn: CarriedTurn,
): Promise<StepCondition | undefined> {
  const refusal = await refusalOf(acceptance.facts, object, {
    abilities: turn.abilities,
    unusableMetrics: async (definitions) => (await acceptance.metrics?.unusable(definitions)) ?? [],
  });
  if (refusal !== undefined) return refused(refusal.code, refusal.message);
  const runs = acceptance.facts.aws.image?.(object);
  const unserved = unservedImage(runs?.image, object.metadata.annotations);
  if (unserved === undefined || (await turn.abilities()).wholeRequest) return undefined;
  return refused("SLIP-RUN-002", `${runs?.field} ${unserved}`);
}

/** The condition for clients that look at `Ready`, which ACK lets mirror `ACK.ResourceSynced`. */
export function mirrorReady<R extends Reconcilable>(): Step<R, "Ready"> {
  return {
    condition: "Ready",
    evenAfterFailure: true,
    async run(object) {
      const synced = findCondition(object.status?.conditions, "ACK.ResourceSynced");
      return synced === undefined ? {} : { condition: synced };
    },
  };
}
