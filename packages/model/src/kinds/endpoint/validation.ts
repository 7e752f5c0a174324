import { fieldCauses } from "../../aws/field-causes.ts";
import { inputOf } from "../../aws/lookup.ts";
import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import type { ErrorCause } from "../../errors/slipway-error.ts";
import type { EndpointSpec } from "./type.generated.ts";

/** What AWS's API would refuse in the spec; empty if nothing. */
export function validateEndpoint(spec: EndpointSpec): readonly ErrorCause[] {
  return fieldCauses(inputOf(SAGEMAKER, "CreateEndpoint"), spec, "spec");
}
