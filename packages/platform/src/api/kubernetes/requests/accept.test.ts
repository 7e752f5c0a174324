import { isSlipwayError } from "@slipway/model";
import { expect, test } from "vitest";
import { aggregatedDiscovery, negotiate } from "./accept.ts";

const TABLES =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

test.each([
  [undefined, { encoding: "json", as: "object", metaVersion: "v1" }],
  ["*/*", { encoding: "json", as: "object", metaVersion: "v1" }],
  [TABLES, { encoding: "json", as: "table", metaVersion: "v1" }],
  [
    "application/json;as=Table;v=v1beta1;g=meta.k8s.io",
    { encoding: "json", as: "table", metaVersion: "v1beta1" },
  ],
  [
    "application/json;as=Table;v=v9;g=meta.k8s.io,application/json",
    { encoding: "json", as: "object", metaVersion: "v1" },
  ],
  [
    "application/vnd.kubernetes.protobuf,application/json",
    { encoding: "json", as: "object", metaVersion: "v1" },
  ],
  ["application/yaml", { encoding: "yaml", as: "object", metaVersion: "v1" }],
  ["application/json;q=0.1, application/yaml;q=0.9", { encoding: "yaml", as: "object", metaVersion: "v1" }],
  [
    "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
    { encoding: "json", as: "metadata", metaVersion: "v1" },
  ],
])("Accept %s is served", (header, expected) => {
  expect(negotiate(header)).toEqual(expected);
});

test.each([
  "text/csv, application/vnd.kubernetes.protobuf",
  "constructor",
  "application/json;g=meta.k8s.io;v=v1;as=constructor",
])("a client that accepts nothing we write (%s) is told what we write", (header) => {
  try {
    negotiate(header);
    expect.unreachable();
  } catch (error) {
    expect(isSlipwayError(error, "SLIP-API-013")).toBe(true);
    expect(String(error)).toContain("application/json, application/yaml");
  }
});

test("aggregated discovery is offered in the client's order", () => {
  const header =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
  expect(aggregatedDiscovery(header)).toEqual(["v2", "v2beta1"]);
  expect(aggregatedDiscovery("application/json")).toEqual([]);
});
