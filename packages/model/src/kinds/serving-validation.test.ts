import { describe, expect, it } from "vitest";
import { validateEndpoint } from "./endpoint/index.ts";
import { validateEndpointConfig } from "./endpoint-config/index.ts";
import { type ContainerDefinition, validateModel } from "./model/index.ts";

const fields = (causes: readonly { readonly field?: string }[]) => causes.map(({ field }) => field);

describe("a Model's spec", () => {
  const container = { image: "image", modelDataURL: "s3://bucket/model.tar.gz" };

  it("has one primary container or a list of them", () => {
    expect(validateModel({ modelName: "m", primaryContainer: container })).toEqual([]);
    expect(validateModel({ modelName: "m", containers: [container] })).toEqual([]);
    expect(fields(validateModel({ modelName: "m" }))).toEqual(["spec"]);
    expect(
      fields(validateModel({ modelName: "m", primaryContainer: container, containers: [container] })),
    ).toEqual(["spec"]);
  });

  it("says in each container what to run", () => {
    const nothing: ContainerDefinition = { modelDataURL: "s3://bucket/model.tar.gz" };
    expect(fields(validateModel({ modelName: "m", containers: [container, nothing] }))).toEqual([
      "spec.containers[1]",
    ]);
  });

  it("names all of several containers or none, each its own, and all where requests name one", () => {
    const of = (names: readonly (string | undefined)[], mode?: "Direct" | "Serial") =>
      fields(
        validateModel({
          modelName: "m",
          containers: names.map((containerHostname) => ({
            ...container,
            ...(containerHostname === undefined ? {} : { containerHostname }),
          })),
          ...(mode === undefined ? {} : { inferenceExecutionConfig: { mode } }),
        }),
      );
    expect([of([undefined, undefined]), of(["a", "b"], "Direct"), of(["a", "b"], "Serial")]).toEqual([
      [],
      [],
      [],
    ]);
    expect([of(["a", undefined]), of([undefined, undefined], "Direct")]).toEqual([
      ["spec.containers"],
      ["spec.containers"],
    ]);
    expect(of(["a", "b", "a"])).toEqual(["spec.containers[2].containerHostname"]);
  });

  it("has at most fifteen containers", () => {
    const containers = Array.from({ length: 16 }, () => container);
    expect(fields(validateModel({ modelName: "m", containers }))).toEqual(["spec.containers"]);
  });
});

describe("an EndpointConfig's spec", () => {
  const variant = {
    modelName: "m",
    variantName: "AllTraffic",
    instanceType: "ml.c5.large",
    initialInstanceCount: 1,
  };

  it("has one shadow beside one production variant", () => {
    const [one, other, third] = ["a", "b", "c"].map((variantName) => ({ ...variant, variantName }));
    const shadows = (productionVariants: unknown[], shadowProductionVariants: unknown[]) =>
      fields(
        validateEndpointConfig({
          endpointConfigName: "c",
          productionVariants,
          shadowProductionVariants,
        } as never),
      );
    expect(shadows([one], [other])).toEqual([]);
    expect(shadows([one, other], [third])).toEqual(["spec.shadowProductionVariants"]);
    expect(shadows([one], [other, third])).toEqual(["spec.shadowProductionVariants"]);
  });

  it("has variants with names of their own, shadows included", () => {
    const spec = { endpointConfigName: "c", productionVariants: [variant] };
    expect(validateEndpointConfig(spec)).toEqual([]);
    expect(fields(validateEndpointConfig({ ...spec, productionVariants: [variant, variant] }))).toEqual([
      "spec.productionVariants[1].variantName",
    ]);
    expect(fields(validateEndpointConfig({ ...spec, shadowProductionVariants: [variant] }))).toEqual([
      "spec.shadowProductionVariants[0].variantName",
    ]);
  });

  it("has at least one variant", () => {
    expect(fields(validateEndpointConfig({ endpointConfigName: "c", productionVariants: [] }))).toEqual([
      "spec.productionVariants",
    ]);
  });
});

describe("an Endpoint's spec", () => {
  it("names the endpoint and its configuration as AWS allows", () => {
    expect(validateEndpoint({ endpointName: "e", endpointConfigName: "c" })).toEqual([]);
    expect(fields(validateEndpoint({ endpointName: "e.", endpointConfigName: "" }))).toEqual([
      "spec.endpointName",
      "spec.endpointConfigName",
    ]);
  });
});
