import { fnv1a, type Resource } from "@slipway/model";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { afterAll, beforeAll, vi } from "vitest";
import { countIn } from "../capacity.ts";
import { type ServingHarness, servingContract } from "../serving.contract.ts";
import type { Serving, ServingRef, ServingSpec } from "../serving.ts";
import { openBench } from "./testing/bench.ts";
import { variantsOf } from "./testing/scripted-aws.ts";

beforeAll(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
});
afterAll(() => {
  vi.unstubAllEnvs();
});

servingContract("SageMaker", harness, {
  "changes how many instances there are": "SageMaker tells the new number when the update is done",
  "has the number of instances that it was scaled to, for as long as that is within its range":
    "SageMaker's own autoscaling keeps the range, and tells the new number when the update is done",
  "goes on with as many instances as it has when the number becomes a range":
    "SageMaker keeps the number of instances over every update",
  "shifts weights without starting anything anew":
    "SageMaker takes another configuration for an update whatever differs in it",
  "does not hold the faults of what it replaces against an update":
    "SageMaker updates no endpoint that failed to be made",
});

/** What is served is in SageMaker a configuration, so that here each set of variants is one, named by what it holds. */
async function harness(): Promise<ServingHarness> {
  const { aws, store, sagemaker, close } = await openBench();
  const { serving } = sagemaker();
  const owner = await store.create(endpointKind, {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Endpoint",
    metadata: { name: "endpoint-1", namespace: "default" },
    spec: { endpointName: "endpoint-1", endpointConfigName: "none" },
  });

  const ownerOf = async ({ name }: ServingRef): Promise<Resource> => {
    const object = (await store.get(endpointKind, "default/endpoint-1")) as Endpoint;
    return { ...object, spec: { ...object.spec, endpointName: name } };
  };
  const configured = async (spec: ServingSpec): Promise<void> => {
    const endpointConfigName = `config-${fnv1a(JSON.stringify(spec.variants))}`;
    aws.put("EndpointConfig", endpointConfigName, {
      ProductionVariants: spec.variants.map(({ name, capacity, weight }) => ({
        VariantName: name,
        InitialInstanceCount: countIn(capacity),
        InitialVariantWeight: weight,
      })),
    });
    const object = (await store.get(endpointKind, "default/endpoint-1")) as Endpoint;
    await store.replace(endpointKind, { ...object, spec: { ...object.spec, endpointConfigName } }, "object");
  };
  const wrapped: Serving = {
    ...serving,
    abilities: (of) => serving.abilities(of),
    wakes: (kind) => serving.wakes(kind),
    apply: async (spec) => {
      await configured(spec);
      return serving.apply({ ...spec, owner: await ownerOf(spec) });
    },
    scale: async (ref, to) => serving.scale({ ...ref, owner: await ownerOf(ref) }, to),
    observe: async (ref) => serving.observe({ ...ref, owner: await ownerOf(ref) }),
    remove: async (ref) => serving.remove({ ...ref, owner: await ownerOf(ref) }),
  };
  const fail = async (words: string): Promise<void> =>
    aws.set("Endpoint", "endpoint-1", { EndpointStatus: "Failed", FailureReason: words });
  return {
    serving: wrapped,
    owner,
    bringUp: async () => {
      const { asked, EndpointConfigName } = aws.get("Endpoint", "endpoint-1") as {
        readonly asked?: { readonly EndpointConfigName: string };
        readonly EndpointConfigName: string;
      };
      const name = asked?.EndpointConfigName ?? EndpointConfigName;
      aws.set("Endpoint", "endpoint-1", {
        EndpointStatus: "InService",
        EndpointConfigName: name,
        ProductionVariants: variantsOf(aws.get("EndpointConfig", name) ?? {}),
        FailureReason: undefined,
      });
    },
    crash: async (_ref, _variant, words) => fail(words),
    refuseImage: async (_ref, _variant, message) => fail(message),
    settleRemoval: async () => {
      if (aws.get("Endpoint", "endpoint-1")?.["EndpointStatus"] === "Deleting")
        aws.drop("Endpoint", "endpoint-1");
    },
    close,
  };
}
