import { defined } from "../../defined.ts";
import type { FlowStep, RunBody } from "../definition.ts";
import type { Json } from "../json.ts";

/** What equal steps have the same of, by name; or a sentence why nobody can tell. */
export type KeyParts = { readonly parts: Readonly<Record<string, Json>> } | { readonly why: string };

/** What is brought before a program starts: where to, and what it is, where that is known. */
export interface KeyInput {
  /** For people. */
  readonly name: string;
  readonly to: string;
  readonly digest?: string;
}

/**
 * The key is of what the program is and is given: image, command, arguments, variables, digests of inputs; and of what it is to give. Machines
 * and secrets do not count, as in SageMaker and Kubeflow. What may change under its name, as a tag of an image, has no key.
 */
export function keyPartsOf(
  { cache, setup, teardownOf }: FlowStep,
  body: RunBody,
  inputs: readonly KeyInput[],
): KeyParts {
  if (setup === true || teardownOf !== undefined) return { why: "setups and teardowns always run" };
  const { image, command, args, env, results, artifacts } = body;
  const gives = { results, artifacts };
  if (cache?.key !== undefined) return partsOf({ key: cache.key, ...gives });
  if (image !== undefined && !/@sha256:[0-9a-f]{64}$/.test(image))
    return { why: `the image ${image} is named by what may change: name it by its digest` };
  const unknown = inputs.find(({ digest }) => digest === undefined);
  if (unknown !== undefined) return { why: `${unknown.name} is no artifact of a step, and may change` };
  const read = inputs.map(({ to, digest }) => [to, digest]);
  return partsOf({ image, command, args, env, inputs: read, ...gives });
}

const partsOf = (parts: object): KeyParts => ({
  parts: defined(parts as Record<string, Json | undefined>) as Readonly<Record<string, Json>>,
});
