import { describe, expect, it } from "vitest";
import { fieldCauses } from "./field-causes.ts";
import { SAGEMAKER } from "./sagemaker/service.ts";

const shape = (name: string) => ({ service: SAGEMAKER, name });

describe("fieldCauses words a wrong spec as Kubernetes does", () => {
  it("names fields as they stand in the object, list elements from zero", () => {
    expect(
      fieldCauses(
        shape("CreateEndpointConfigInput"),
        {
          endpointConfigName: "c",
          productionVariants: [{ modelName: "m", variantName: "v", initialVariantWeight: -1 }],
        },
        "spec",
      ),
    ).toEqual([
      {
        reason: "FieldValueInvalid",
        field: "spec.productionVariants[0].initialVariantWeight",
        message: "Invalid value: -1: must be at least 0",
      },
    ]);
  });

  it("a required nested field, a value outside an enumeration, a wrong type", () => {
    const causes = fieldCauses(
      shape("CreateModelInput"),
      {
        modelName: "m",
        primaryContainer: { mode: "Both", image: 1 },
        vpcConfig: { subnets: ["s"] },
      },
      "spec",
    );
    expect(causes).toEqual([
      {
        reason: "FieldValueTypeInvalid",
        field: "spec.primaryContainer.image",
        message: "Invalid value: 1: must be a string",
      },
      {
        reason: "FieldValueNotSupported",
        field: "spec.primaryContainer.mode",
        message: 'Unsupported value: "Both": supported values: "SingleModel", "MultiModel"',
      },
      { reason: "FieldValueRequired", field: "spec.vpcConfig.securityGroupIDs", message: "Required value" },
    ]);
  });

  it("never quotes an environment's values: they may be secrets", () => {
    const spec = {
      modelName: "m",
      primaryContainer: { environment: { TOKEN: `hunter2${"x".repeat(1024)}` } },
    };
    expect(fieldCauses(shape("CreateModelInput"), spec, "spec")).toEqual([
      {
        reason: "FieldValueInvalid",
        field: "spec.primaryContainer.environment[TOKEN]",
        message: "Invalid value: must have at most 1024 characters",
      },
    ]);
  });
});
