import { expect, test } from "vitest";
import { defined } from "../../defined.ts";
import type { Endpoint } from "./index.ts";
import { endpointStatus } from "./view.ts";

function endpoint(status: Endpoint["status"], deletionTimestamp?: string): Endpoint {
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Endpoint",
    metadata: {
      name: "e",
      namespace: "ns",
      ...defined({ deletionTimestamp }),
    },
    spec: { endpointName: "e", endpointConfigName: "new" },
    ...defined({ status }),
  };
}

test("an endpoint is Creating before its controller has said anything", () => {
  expect(endpointStatus(endpoint(undefined))).toBe("Creating");
});

test("an endpoint is Updating from the moment its configuration is another than the one that answers", () => {
  const inService = (endpointConfigName: string) =>
    endpointStatus(endpoint({ endpointStatus: "InService", slipway: { endpointConfigName } }));
  expect(inService("old")).toBe("Updating");
  expect(inService("new")).toBe("InService");
});

test("an endpoint whose update failed is InService, until it gets another one", () => {
  const failed: Endpoint["status"] = {
    endpointStatus: "InService",
    failureReason: "Failed to download model data",
    slipway: { endpointConfigName: "old" },
    conditions: [{ type: "ACK.ResourceSynced", status: "False", observedGeneration: 2 }],
  };
  const atGeneration = (generation: number): Endpoint => {
    const { metadata, ...rest } = endpoint(failed);
    return { ...rest, metadata: { ...metadata, generation } };
  };
  expect(endpointStatus(atGeneration(2))).toBe("InService");
  expect(endpointStatus(atGeneration(3))).toBe("Updating");
});

test("an endpoint is Deleting from the moment of deletion, whatever it was", () => {
  expect(endpointStatus(endpoint({ endpointStatus: "InService" }, "2026-01-01T00:00:00Z"))).toBe("Deleting");
});

test("an endpoint that failed stays Failed", () => {
  expect(endpointStatus(endpoint({ endpointStatus: "Failed" }))).toBe("Failed");
});
