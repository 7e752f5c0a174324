import { fieldCauses } from "../../aws/field-causes.ts";
import { inputOf } from "../../aws/lookup.ts";
import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import type { ErrorCause } from "../../errors/slipway-error.ts";
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
  ];
}

/** A container says what to run: an image, or a model package that names one. */
const containerCauses = (container: ContainerDefinition, at: string): readonly ErrorCause[] =>
  exactlyOne(container, ["image", "modelPackageName"], at);
