import { type AwsIdentity, keyOf } from "@slipway/model";
import { noTargetRegistered, scalableTargetKind } from "@slipway/model/kinds/scalable-target/index.ts";
import {
  openPolicy,
  type ScalingPolicy,
  scalingPolicyArn,
  scalingPolicyKind,
} from "@slipway/model/kinds/scaling-policy/index.ts";
import { type Controller, controller, watching } from "#reconcile/controller.ts";
import { inSteps, type Step } from "#reconcile/in-steps.ts";
import { mirrorReady } from "#runs/accept.ts";
import { acknowledged } from "#runs/acknowledged.ts";
import { refused } from "#runs/refused.ts";
import { policiesByScaled, scaledKey, targetOf } from "#runs/scaled-objects.ts";

/** A ScalingPolicy: it is told whether its target can go by it. */
export function scalingPolicyController({ identity }: { readonly identity: AwsIdentity }): Controller {
  return controller<ScalingPolicy>({
    name: "scaling-policy",
    reconciler: {
      kind: scalingPolicyKind,
      reconcile: inSteps<ScalingPolicy>([accept(identity), findTarget, mirrorReady()]),
    },
    watches: [
      watching(scalableTargetKind, (target, { cache }) =>
        (cache.now(scalingPolicyKind)?.by(policiesByScaled, scaledKey(target)) ?? []).map(keyOf),
      ),
    ],
    concurrency: { all: 1 },
  });
}

function accept(identity: AwsIdentity): Step<ScalingPolicy, "ACK.Terminal"> {
  return {
    condition: "ACK.Terminal",
    async run(policy) {
      const status = acknowledged(policy, { arn: scalingPolicyArn(identity, policy), identity });
      const opened = openPolicy(policy);
      if (!("problem" in opened)) return { status };
      return { condition: refused("SLIP-RUN-025", opened.problem), status, halt: true };
    },
  };
}

const findTarget: Step<ScalingPolicy, "ACK.ResourceSynced"> = {
  condition: "ACK.ResourceSynced",
  async run(policy, { cache, signal }) {
    const target = await targetOf(cache, policy, signal);
    if (target === undefined)
      return {
        condition: { status: "False", reason: "Waiting", message: noTargetRegistered(policy.spec) },
      };
    return {
      condition: {
        status: "True",
        reason: "InUse",
        message: `ScalableTarget ${target.metadata.name} goes by it`,
      },
    };
  },
};
