import { createHash } from "node:crypto";
import { canonicalJson } from "@slipway/model";
import type { FlowStep, Json, RunBody } from "@slipway/model/flows/index.ts";
import type { RunInput } from "@slipway/model/run-plan.ts";

/** What equal steps have the same of; or a sentence why nobody can tell. */
export type StepKey = { readonly key: string } | { readonly why: string };

/**
 * The key is of what the program is and is given: image, command, arguments, variables, digests of inputs; and of what it is to give. Machines
 * and secrets do not count, as in SageMaker and Kubeflow. What may change under its name, as a tag of an image, has no key.
 */
export function keyOf(
  { cache, setup, teardownOf }: FlowStep,
  body: RunBody,
  inputs: readonly RunInput[],
): StepKey {
  if (setup === true || teardownOf !== undefined) return { why: "setups and teardowns always run" };
  const { image, command, args, env, results, artifacts } = body;
  const gives = { results, artifacts };
  if (cache?.key !== undefined) return digestOf({ key: cache.key, ...gives });
  if (image !== undefined && !/@sha256:[0-9a-f]{64}$/.test(image))
    return { why: `the image ${image} is named by what may change: name it by its digest` };
  const unknown = inputs.find(({ digest }) => digest === undefined);
  if (unknown !== undefined) return { why: `${unknown.name} is no artifact of a step, and may change` };
  const read = inputs.map(({ to, digest }) => [to, digest]);
  return digestOf({ image, command, args, env, inputs: read, ...gives });
}

function digestOf(value: unknown): StepKey {
  const json = JSON.parse(JSON.stringify(value)) as Json;
  return { key: createHash("sha256").update(canonicalJson(json)).digest("hex") };
}
