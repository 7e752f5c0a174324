import { fieldCauses } from "../../aws/field-causes.ts";
import { inputOf } from "../../aws/lookup.ts";
import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import type { ErrorCause } from "../../errors/slipway-error.ts";
import { duplicates } from "../duplicates.ts";
import { exactlyOne } from "../exactly-one.ts";
import type { ContainerDefinition, ModelSpec } from "./type.generated.ts";

/** What AWS's API would refuse in the spec; empty if nothing. */
export function validateModel(spec: ModelSpec): readonly ErrorCause[] {
  const causes = fieldCauses(inputOf(SAGEMAKER, "CreateModel"), spec, "spec");
  if (causes.length > 0) return causes;
  return [
    ...exactlyOne(spec, ["primaryContainer", "containers"], "spec"),
    ...(spec.primaryContainer === undefined
      ? []
      : containerCauses(spec.primaryContainer, "spec.primaryContainer")),
    ...(spec.containers ?? []).flatMap((container, index) =>
      containerCauses(container, `spec.containers[${index}]`),
    ),
    ...nameCauses(spec),
  ];
}

/**
 * Containers of one pod have names of their own: all or none say theirs, and all where requests name one.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
 */
function nameCauses({ containers = [], inferenceExecutionConfig }: ModelSpec): readonly ErrorCause[] {
  if (containers.length < 2) return [];
  const given = containers.flatMap(({ containerHostname }) => containerHostname ?? []);
  const isDirect = inferenceExecutionConfig?.mode === "Direct";
  const because = isDirect ? "inferenceExecutionConfig.mode is Direct" : "one container has a name";
  const message = `every container needs a containerHostname, as ${because}`;
  return [
    ...((isDirect || given.length > 0) && given.length < containers.length
      ? [{ reason: "FieldValueInvalid", message, field: "spec.containers" } as const]
      : []),
    ...duplicates(
      containers.map(({ containerHostname }) => containerHostname),
      { list: "spec.containers", field: "containerHostname" },
    ),
  ];
}

/** A container says what to run: an image, or a model package that names one. */
const containerCauses = (container: ContainerDefinition, at: string): readonly ErrorCause[] =>
  exactlyOne(container, ["image", "modelPackageName"], at);
