import type { FlowRun } from "./type.ts";

/** The bucket of the run's namespace, which takes what its steps give. */
export const bucketOf = ({ metadata }: FlowRun): string => `slipway-${metadata.namespace ?? ""}`;

/** Below it lies what the run's steps give, an `s3://` URI that ends with a slash. */
export const placeOfRun = (run: FlowRun): string => `s3://${bucketOf(run)}/runs/${run.metadata.name}/`;
