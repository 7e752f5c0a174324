import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { expect, test } from "vitest";
import { endpointStatus } from "./endpoint-view.ts";

function endpoint(status: Endpoint["status"], deletionTimestamp?: string): Endpoint {
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Endpoint",
    metadata: {
      name: "e",
      namespace: "ns",
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
    spec: { endpointName: "e", endpointConfigName: "new" },
    ...(status === undefined ? {} : { status }),
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

test("an endpoint is Deleting from the moment of deletion, whatever it was", () => {
  expect(endpointStatus(endpoint({ endpointStatus: "InService" }, "2026-01-01T00:00:00Z"))).toBe("Deleting");
});

test("an endpoint that failed stays Failed", () => {
  expect(endpointStatus(endpoint({ endpointStatus: "Failed" }))).toBe("Failed");
});
