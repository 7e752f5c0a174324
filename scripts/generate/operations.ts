import { KINDS, SERVED } from "./kinds.ts";

const perKind = SERVED.flatMap((kind) => [
  `Create${kind}`,
  `Describe${kind}`,
  `Delete${kind}`,
  `List${kind}s`,
]);

/** The operations whose shapes and constraints are written into the model. */
export const OPERATIONS: readonly string[] = [
  ...perKind,
  "StopTrainingJob",
  "UpdateEndpoint",
  "UpdateEndpointWeightsAndCapacities",
  "AddTags",
  "DeleteTags",
  "ListTags",
];

/** The served kind that an operation's name names, the longest match winning: `EndpointConfig` before `Endpoint`. */
export function kindOf(operation: string): string | undefined {
  const named = operation
    .replace(/^(Create|Describe|Delete|List|Stop|Update)/, "")
    .replace(/s$|WeightsAndCapacities$/, "");
  return SERVED.find((kind) => kind === named);
}

/** Members that ACK requires of a create input although AWS's API has since made them optional. */
export const REQUIRED_INPUTS: ReadonlyMap<string, readonly string[]> = new Map(
  KINDS.flatMap(({ create, required }) => (required === undefined ? [] : [[create, required] as const])),
);
