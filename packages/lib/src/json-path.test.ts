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

test.each([
  ["spaces around an operator", `[?(@.a${" ".repeat(200)}==${" ".repeat(400)}x${" ".repeat(300)}`],
  ["spaces after a path", `.items[?(@${" ".repeat(980)}x`],
  ["operators", `[?(@.a${"=".repeat(980)}`],
  ["quotes", `[?(@.a==${'"'.repeat(981)}`],
  ["escapes", `['${"\\\\".repeat(490)}`],
])("a path that is none for its many %s is known for none at once", (_, path) => {
  const begun = performance.now();
  expect(compileJsonPath(path)).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(500);
});

test.each([".a[", ".a[?(@.b=1)]", ".a[?(@.b==)]", ".a[?(@.b", "..a", ".a]"])("%s is not a path", (path) => {
  expect(compileJsonPath(path)).toBeUndefined();
});

test("a field at any depth is found where that is asked for", () => {
  expect(compileJsonPath("..type", { recursive: true })?.(object)).toEqual(["Ready", "ACK.ResourceSynced"]);
  expect(compileJsonPath(".status..type", { recursive: true })?.(object)).toHaveLength(2);
});
