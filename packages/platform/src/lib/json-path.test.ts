import { expect, test } from "vitest";
import { compileJsonPath } from "./json-path.ts";

const object = {
  metadata: { name: "a", annotations: { "example.com/x": "dotted" } },
  spec: { replicas: 3, hosts: ["h0", "h1"], empty: null },
  status: {
    conditions: [
      { type: "Ready", status: "False", weight: 1 },
      { type: "ACK.ResourceSynced", status: "True", weight: 5 },
    ],
  },
};

test.each([
  [".metadata.name", ["a"]],
  ["metadata.name", ["a"]],
  ["{.spec.replicas}", [3]],
  [".spec.hosts[1]", ["h1"]],
  [".spec.hosts[-1]", ["h1"]],
  [".spec.hosts[*]", ["h0", "h1"]],
  [".spec.hosts[7]", []],
  [".spec.empty", [null]],
  [".spec.nope.deeper", []],
  [".metadata.annotations.example\\.com/x", ["dotted"]],
  [".metadata.annotations['example.com/x']", ["dotted"]],
  ['.status.conditions[?(@.type=="Ready")].status', ["False"]],
  ["[?(@.type=='Ready')]", []],
  [".status.conditions[?(@.type=='ACK.ResourceSynced')].status", ["True"]],
  ['.status.conditions[?(@.type != "Ready")].type', ["ACK.ResourceSynced"]],
  [".status.conditions[?(@.weight>2)].type", ["ACK.ResourceSynced"]],
  [".status.conditions[?(@.weight)].type", ["Ready", "ACK.ResourceSynced"]],
  [".constructor", []],
  [".", [object]],
])("%s finds what Kubernetes finds", (path, expected) => {
  expect(compileJsonPath(path)?.(object)).toEqual(expected);
});

test.each([".a[", ".a[?(@.b", "..a", ".a]"])("%s is not a path", (path) => {
  expect(compileJsonPath(path)).toBeUndefined();
});

test("a field at any depth is found where that is asked for", () => {
  expect(compileJsonPath("..type", { recursive: true })?.(object)).toEqual(["Ready", "ACK.ResourceSynced"]);
  expect(compileJsonPath(".status..type", { recursive: true })?.(object)).toHaveLength(2);
});
