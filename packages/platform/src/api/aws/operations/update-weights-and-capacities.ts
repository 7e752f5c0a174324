import { defined } from "@slipway/model";
import { endpointFacts } from "@slipway/model/kinds/endpoint/facts.ts";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import {
  variantProperties,
  withVariantProperties,
} from "@slipway/model/kinds/endpoint/variant-properties.ts";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import { AwsError } from "../aws-error.ts";
import { type Call, type Members, text } from "../call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { changeObject } from "../objects/change-object.ts";
import { findObject, needObject } from "../objects/find-object.ts";
import { notServedHere } from "../objects/not-served-here.ts";
import { requireHere } from "../objects/require-here.ts";
import { requireSteady } from "./require-steady.ts";

const endpointConfigs = awsKind(endpointConfigFacts);
const endpoints = awsKind(endpointFacts);

interface Desired {
  readonly VariantName?: string;
  readonly DesiredWeight?: number;
  readonly DesiredInstanceCount?: number;
  readonly ServerlessUpdateConfig?: object;
}

/** Gives variants of an endpoint in service other weights and numbers of instances; what is not named stays as it is. */
export async function updateWeightsAndCapacities(input: Members, call: Call): Promise<Members> {
  const name = text(input, "EndpointName");
  const arn = endpoints.arn(call.identity, name);
  const desired = input["DesiredWeightsAndCapacities"] as readonly Desired[];
  requireServed(desired);
  requireVariants(desired, await variantsOf(await needObject(endpoints, name, call), call));
  await changeObject(endpoints, name, {
    call,
    change: (endpoint) => {
      requireSteady(endpoint, arn);
      requireHere(endpoint, `Weights and capacities of endpoint ${name}`);
      return changed(endpoint, desired);
    },
  });
  return { EndpointArn: arn };
}

function requireServed(desired: readonly Desired[]): void {
  if (desired.some(({ ServerlessUpdateConfig }) => ServerlessUpdateConfig !== undefined))
    throw notServedHere("UpdateEndpointWeightsAndCapacities", "ServerlessUpdateConfig");
  const none = desired.find(({ DesiredInstanceCount }) => DesiredInstanceCount === 0);
  if (none !== undefined)
    throw refused(`DesiredInstanceCount of variant "${none.VariantName}" is 0; it must be at least 1.`);
}

interface Variants {
  readonly config: string;
  readonly names: readonly string[];
}

/** Those that serve, and those of the configuration while none does; it may have been deleted since. */
async function variantsOf({ spec, status }: Endpoint, call: Call): Promise<Variants> {
  const config = status?.slipway?.endpointConfigName ?? spec.endpointConfigName;
  const found = await findObject(endpointConfigs, config, call);
  const from = status?.productionVariants === undefined ? found?.spec : status;
  const variants = [...(from?.productionVariants ?? []), ...(from?.shadowProductionVariants ?? [])];
  return { config, names: variants.map(({ variantName = "" }) => variantName) };
}

/** In SageMaker's words. */
function requireVariants(desired: readonly Desired[], { config, names: known }: Variants): void {
  const names = desired.map(({ VariantName = "" }) => VariantName);
  const twice = names.find((variant, index) => names.indexOf(variant) !== index);
  if (twice !== undefined) throw refused(`The variant name "${twice}" was non-unique within the request.`);
  const unknown = names.filter((variant) => !known.includes(variant));
  if (unknown.length > 0)
    throw refused(
      `The variant name(s) "${unknown.join(", ")}" is/are not present within endpoint configuration "${config}".`,
    );
}

function changed(endpoint: Endpoint, desired: readonly Desired[]): Endpoint {
  const asked = new Map(variantProperties(endpoint));
  for (const { VariantName: variant = "", DesiredWeight, DesiredInstanceCount } of desired)
    asked.set(variant, {
      ...asked.get(variant),
      ...defined({ weight: DesiredWeight, instanceCount: DesiredInstanceCount }),
    });
  const weights = (endpoint.status?.productionVariants ?? []).map(
    ({ variantName = "", desiredWeight = 1 }) => asked.get(variantName)?.weight ?? desiredWeight,
  );
  if (weights.length > 0 && weights.every((weight) => weight === 0))
    throw refused("Every variant would have weight 0, so that no request could be served.");
  return withVariantProperties(endpoint, asked);
}

const refused = (message: string): AwsError => new AwsError("SLIP-AWS-003", message);
