import { expect, test } from "vitest";
import { customPrinter } from "./custom-printer.ts";

const now = new Date("2026-01-01T00:10:00Z");
const object = {
  apiVersion: "ml.example.com/v1",
  kind: "TrainingJob",
  metadata: { name: "a", creationTimestamp: "2026-01-01T00:01:02Z" },
  spec: { replicas: 2.9, ready: true, list: ["x", 1], text: "12" },
};

test.each([
  ["string", ".spec.list", '["x",1]'],
  ["string", ".spec.replicas", "2.9"],
  ["string", ".spec.nope", null],
  ["integer", ".spec.replicas", 2],
  ["integer", ".spec.text", null],
  ["number", ".spec.replicas", 2.9],
  ["boolean", ".spec.ready", true],
  ["boolean", ".spec.text", null],
  ["date", ".metadata.creationTimestamp", "8m58s"],
  ["date", ".spec.text", "<invalid>"],
] as const)("a %s column of %s is %j", (type, jsonPath, expected) => {
  const printer = customPrinter([{ name: "X", type, jsonPath }]);
  expect(printer.cells(object, now)).toEqual(["a", expected]);
});

test("a column keeps its type and priority, and a kind without columns shows its age", () => {
  const wide = {
    name: "Image",
    type: "string",
    jsonPath: ".spec.image",
    priority: 1,
    description: "what runs",
  } as const;
  expect(customPrinter([wide]).columns[1]).toEqual({
    name: "Image",
    type: "string",
    format: "",
    description: "what runs",
    priority: 1,
  });
  expect(customPrinter([]).columns.map((column) => column.name)).toEqual(["Name", "Age"]);
});
