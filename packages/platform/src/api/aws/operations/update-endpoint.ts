import { defined } from "@slipway/model";
import { toSpec } from "@slipway/model/aws/object.ts";
import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { endpointFacts } from "@slipway/model/kinds/endpoint/facts.ts";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { withUpdateAttempt } from "@slipway/model/kinds/endpoint/update-attempt.ts";
import {
  type VariantProperties,
  variantProperties,
  withVariantProperties,
} from "@slipway/model/kinds/endpoint/variant-properties.ts";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import type { EndpointConfig } from "@slipway/model/kinds/endpoint-config/index.ts";
import { type Call, type Members, text } from "../call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { changeObject } from "../objects/change-object.ts";
import { needObject } from "../objects/find-object.ts";
import { needUsable } from "../objects/need-usable.ts";
import { requireAccepted } from "../objects/require-accepted.ts";
import { requireSteady } from "./require-steady.ts";

const endpointConfigs = awsKind(endpointConfigFacts);
const endpoints = awsKind(endpointFacts);

/**
 * Gives the endpoint another configuration; the controller rolls it out. Weights and numbers of instances are the configuration's,
 * unless those of now are to be retained.
 */
export async function updateEndpoint(input: Members, call: Call): Promise<Members> {
  const name = text(input, "EndpointName");
  const arn = endpoints.arn(call.identity, name);
  const before = await needObject(endpoints, name, call);
  const config = await needUsable(endpointConfigs, text(input, "EndpointConfigName"), call);
  const { endpointConfigName, deploymentConfig } = toSpec(
    { service: SAGEMAKER, name: "UpdateEndpoint" },
    input,
  );
  const asked = (endpoint: Endpoint): Endpoint => {
    const { deploymentConfig: last, ...spec } = endpoint.spec;
    const deployment = deploymentConfig ?? (input["RetainDeploymentConfig"] === true ? last : undefined);
    return withVariantProperties(
      {
        ...endpoint,
        spec: {
          ...spec,
          endpointConfigName,
          ...defined({ deploymentConfig: deployment }),
        } as Endpoint["spec"],
      },
      input["RetainAllVariantProperties"] === true ? retained(endpoint, { config, input }) : new Map(),
    );
  };
  await requireAccepted(endpoints, asked(before), call);
  await changeObject(endpoints, name, {
    call,
    change: (endpoint) => {
      requireSteady(endpoint, arn);
      // Another call alone begins anew what was rolled back, and asks again what the tags of images stand for.
      return withUpdateAttempt(asked(endpoint), call.now);
    },
  });
  return { EndpointArn: arn };
}

/** What variants that the new configuration has too are asked for now, without the properties that are excluded. */
function retained(
  endpoint: Endpoint,
  { config, input }: { readonly config: EndpointConfig; readonly input: Members },
): ReadonlyMap<string, VariantProperties> {
  const excluded = (
    (input["ExcludeRetainedVariantProperties"] ?? []) as readonly { readonly VariantPropertyType?: string }[]
  ).map(({ VariantPropertyType }) => VariantPropertyType);
  const keeps = (property: string): boolean => !excluded.includes(property);
  const asked = variantProperties(endpoint);
  const names = config.spec.productionVariants.map(({ variantName }) => variantName);
  return new Map(
    (endpoint.status?.productionVariants ?? [])
      .filter(({ variantName }) => names.includes(variantName))
      .map(({ variantName = "", desiredWeight, desiredInstanceCount }) => {
        const { weight, instanceCount } = asked.get(variantName) ?? {};
        const properties = {
          weight: keeps("DesiredWeight") ? (weight ?? desiredWeight) : undefined,
          instanceCount: keeps("DesiredInstanceCount") ? (instanceCount ?? desiredInstanceCount) : undefined,
        };
        return [variantName, defined(properties)] as const;
      }),
  );
}
