import { type AwsIdentity, keyOf } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import {
  type ScalableTarget,
  scalableTargetArn,
  scalableTargetKind,
  scalableTargetProblem,
  scaledVariant,
} from "@slipway/model/kinds/scalable-target/index.ts";
import { scalingPolicyKind } from "@slipway/model/kinds/scaling-policy/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { type Controller, controller, watching } from "#reconcile/controller.ts";
import { inSteps, type Step } from "#reconcile/in-steps.ts";
import { mirrorReady } from "#runs/accept.ts";
import { acknowledged } from "#runs/acknowledged.ts";
import { refused } from "#runs/refused.ts";
import { scaledKey, targetOf, targetsByScaled } from "#runs/scaled-objects.ts";
import type { Serving } from "#runtimes/serving.ts";
import type { Index } from "#store/cache.ts";
import { keepCapacity } from "./keep-capacity.ts";
import { scale } from "./scale.ts";

/** A ScalableTarget: a variant of an endpoint has as many instances as its policies want, between two numbers. */
export function scalableTargetController(parts: {
  readonly ledger: Ledger;
  readonly serving: Serving;
  readonly identity: AwsIdentity;
}): Controller {
  return controller<ScalableTarget>({
    name: "scalable-target",
    reconciler: {
      kind: scalableTargetKind,
      reconcile: inSteps<ScalableTarget>([accept(parts.identity), scale(parts), mirrorReady()]),
      finalizer: keepCapacity,
    },
    watches: [
      watching(scalingPolicyKind, (policy, { cache }) =>
        (cache.now(scalableTargetKind)?.by(targetsByScaled, scaledKey(policy)) ?? []).map(keyOf),
      ),
      watching(endpointKind, ({ metadata, spec }, { cache }) =>
        (
          cache.now(scalableTargetKind)?.by(byEndpoint, `${metadata.namespace}/${spec.endpointName}`) ?? []
        ).map(keyOf),
      ),
      // One that goes may have been what another one was refused for.
      watching(scalableTargetKind, (changed, { cache }) =>
        (cache.now(scalableTargetKind)?.by(targetsByScaled, scaledKey(changed)) ?? [])
          .filter(({ metadata }) => metadata.uid !== changed.metadata.uid)
          .map(keyOf),
      ),
    ],
    // A look reads a quarter of an hour of a few measurements, once a minute.
    concurrency: { all: 2 },
  });
}

const byEndpoint: Index<ScalableTarget> = {
  name: "endpoint",
  values: ({ metadata, spec }) => {
    const scaled = scaledVariant(spec);
    return scaled === undefined ? [] : [`${metadata.namespace}/${scaled.endpoint}`];
  },
};

/** Says no to what cannot be scaled here, and to a second target of the same variant. */
function accept(identity: AwsIdentity): Step<ScalableTarget, "ACK.Terminal"> {
  return {
    condition: "ACK.Terminal",
    async run(target, { cache, signal }) {
      const status = acknowledged(target, { arn: scalableTargetArn(identity, target), identity });
      const problem = scalableTargetProblem(target.spec);
      if (problem !== undefined) return { condition: refused("SLIP-RUN-025", problem), status, halt: true };
      const oldest = await targetOf(cache, target, signal);
      if (oldest === undefined || oldest.metadata.uid === target.metadata.uid) return { status };
      const message = `ScalableTarget ${oldest.metadata.name}, which was created earlier, scales ${target.spec.resourceID} already: delete one of them`;
      return { condition: refused("SLIP-RUN-026", message), status, halt: true };
    },
  };
}
