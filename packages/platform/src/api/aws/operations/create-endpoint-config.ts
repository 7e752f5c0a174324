import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import type { Call, Members } from "../call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { createObject } from "../objects/create-object.ts";
import { needUsable } from "../objects/need-usable.ts";

const endpointConfigs = awsKind(endpointConfigFacts);
const models = awsKind(modelFacts);

/** SageMaker refuses a configuration whose models are not there or are refused; files applied by kubectl wait for them instead. */
export async function createEndpointConfig(input: Members, call: Call): Promise<Members> {
  for (const name of modelNames(input)) await needUsable(models, name, call);
  return createObject(endpointConfigs, { input, call });
}

function modelNames(input: Members): Iterable<string> {
  const variants = [input["ProductionVariants"], input["ShadowProductionVariants"]].flatMap(
    (list) => (list ?? []) as readonly { readonly ModelName?: string }[],
  );
  return new Set(variants.flatMap(({ ModelName }) => (ModelName === undefined ? [] : [ModelName])));
}
