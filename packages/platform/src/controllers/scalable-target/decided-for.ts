import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { ScalableTarget, ScalingChange } from "@slipway/model/kinds/scalable-target/index.ts";

interface Decided {
  readonly desired: number;
  /** The change that led to it; absent where there was none yet. */
  readonly change?: ScalingChange;
}

/** What is decided for an endpoint; undefined where nothing is, or was for another one of its name. */
export function decidedFor(
  { status }: Pick<ScalableTarget, "status">,
  { metadata }: Pick<Endpoint, "metadata">,
): Decided | undefined {
  const { desired, endpointUID = metadata.uid, change } = status?.slipway ?? {};
  if (desired === undefined || endpointUID !== metadata.uid) return undefined;
  return { desired, ...(change === undefined ? {} : { change }) };
}
