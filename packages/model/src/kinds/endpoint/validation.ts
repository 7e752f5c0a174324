import { fieldCauses } from "../../aws/field-causes.ts";
import { inputOf } from "../../aws/lookup.ts";
import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import type { SpecCause } from "../spec-cause.ts";
import { validateDeploymentConfig } from "./deployment-config.ts";
import type { EndpointSpec } from "./type.generated.ts";

/** What AWS's API would refuse in the spec; empty if nothing. */
export function validateEndpoint(spec: EndpointSpec): readonly SpecCause[] {
  const causes = fieldCauses(inputOf(SAGEMAKER, "CreateEndpoint"), spec, "spec");
  return causes.length > 0 ? causes : validateDeploymentConfig(spec.deploymentConfig);
}
