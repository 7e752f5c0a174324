import type { Call, Members } from "../call.ts";
import { endpointConfigs, models } from "../objects/aws-kinds.ts";
import { createObject } from "../objects/create-object.ts";
import { needObject } from "../objects/find-object.ts";

/** SageMaker refuses a configuration whose models are not there; files applied by kubectl wait for them instead. */
export async function createEndpointConfig(input: Members, call: Call): Promise<Members> {
  for (const name of modelNames(input)) await needObject(models, name, call);
  return createObject(endpointConfigs, "CreateEndpointConfig", { input, call });
}

function modelNames(input: Members): Iterable<string> {
  const variants = [input["ProductionVariants"], input["ShadowProductionVariants"]].flatMap(
    (list) => (list ?? []) as readonly { readonly ModelName?: string }[],
  );
  return new Set(variants.flatMap(({ ModelName }) => (ModelName === undefined ? [] : [ModelName])));
}
