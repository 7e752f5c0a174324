import {
  type ScalableTarget,
  scalableTargetKind,
  scaledBy,
} from "@slipway/model/kinds/scalable-target/index.ts";
import { type ScalingPolicy, scalingPolicyKind } from "@slipway/model/kinds/scaling-policy/index.ts";
import type { Cache, Index } from "#store/cache.ts";

interface Scaled {
  readonly metadata: { readonly namespace?: string };
  readonly spec: Parameters<typeof scaledBy>[0];
}

/** What is scaled, in its namespace. */
export const scaledKey = ({ metadata, spec }: Scaled): string => `${metadata.namespace}/${scaledBy(spec)}`;

/** The oldest first: it is the one that counts where two scale the same. */
export const targetsByScaled: Index<ScalableTarget> = {
  name: "what is scaled",
  values: (target) => [scaledKey(target)],
  rank: ({ metadata }) => `${metadata.creationTimestamp} ${metadata.uid}`,
};

export const policiesByScaled: Index<ScalingPolicy> = {
  name: "what is scaled",
  values: (policy) => [scaledKey(policy)],
};

/** The target that scales what is scaled, if there is one. */
export async function targetOf(
  cache: Cache,
  scaled: Scaled,
  signal: AbortSignal,
): Promise<ScalableTarget | undefined> {
  const [oldest] = (await cache.of(scalableTargetKind, signal)).by(targetsByScaled, scaledKey(scaled), {
    limit: 1,
  });
  return oldest;
}

/** In the order of their names. */
export async function policiesOf(
  cache: Cache,
  target: ScalableTarget,
  signal: AbortSignal,
): Promise<readonly ScalingPolicy[]> {
  const found = (await cache.of(scalingPolicyKind, signal)).by(policiesByScaled, scaledKey(target));
  return [...found].sort((a, b) => (a.spec.policyName < b.spec.policyName ? -1 : 1));
}
