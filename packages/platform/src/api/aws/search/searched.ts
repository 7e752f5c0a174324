import type { Kind, Resource } from "@slipway/model";
import type { ShapeRef } from "@slipway/model/aws/lookup.ts";
import { asShape } from "@slipway/model/aws/object.ts";
import { endpointFacts } from "@slipway/model/kinds/endpoint/facts.ts";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import type { Call, Members } from "../call.ts";
import { type AwsKind, awsKind } from "../objects/aws-kind.ts";

/** How Search tells objects of a kind. */
export interface Searched {
  /** What filters, orders and suggestions are about. */
  readonly shape: ShapeRef;
  /** Kinds that results tell of, which the caller must be allowed to list. */
  readonly tells: readonly Kind[];
  recordOf(object: Resource, call: Call): Members;
  /** The record as an element of the answer. */
  resultOf(record: Members, object: Resource, call: Call): Members;
}

/** Undefined for a kind that Search does not know: AWS has no endpoint configurations there. */
export function searched(aws: AwsKind): Searched | undefined {
  const { name, service } = aws.aws;
  const shape: ShapeRef = { service, name };
  const recordOf = (object: Resource, call: Call): Members =>
    asShape(shape, name, aws.present(object, call.identity));
  switch (name) {
    case "TrainingJob":
    case "Endpoint":
      return { shape, tells: [aws.kind], recordOf, resultOf: (record) => ({ [name]: record }) };
    case "Model":
      return {
        shape,
        tells: [aws.kind, endpointKind, endpointConfigKind],
        recordOf,
        resultOf: (record, object, call) => ({
          Model: { Model: record, Endpoints: endpointsOf(aws.nameOf(object), call) },
        }),
      };
    default:
      return undefined;
  }
}

const endpoints = awsKind(endpointFacts);

/** The endpoints whose configuration names the model, as far as the door's copy knows. */
function endpointsOf(model: string, { cache, namespace, identity }: Call): readonly Members[] {
  const within = <R extends Resource>(kind: Kind<R>): readonly R[] =>
    [...(cache.now(kind)?.values() ?? [])].filter(({ metadata }) => metadata.namespace === namespace);
  const configs = new Set(
    within(endpointConfigKind)
      .filter(({ spec }) => spec.productionVariants.some(({ modelName }) => modelName === model))
      .map(({ spec }) => spec.endpointConfigName),
  );
  return within(endpointKind)
    .map((endpoint) => endpoints.present(endpoint, identity))
    .filter(({ spec }) => configs.has((spec as { readonly endpointConfigName: string }).endpointConfigName))
    .map((endpoint) =>
      asShape({ service: endpoints.aws.service, name: "ModelDashboardEndpoint" }, "Endpoint", endpoint),
    );
}
