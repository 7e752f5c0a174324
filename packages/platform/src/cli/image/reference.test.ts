import { isSlipwayError } from "@slipway/model";
import { expect, test } from "vitest";
import { nameOf, parseReference } from "./reference.ts";

test.each([
  ["slipway.dev/slipway", "slipway.dev/slipway:1.2.3"],
  ["localhost:5000/a/b_c:v1", "localhost:5000/a/b_c:v1"],
  ["registry:5000/slipway:1", "registry:5000/slipway:1"],
  ["123456789012.dkr.ecr.us-west-2.amazonaws.com/ml/slipway:A.b-1", undefined],
])("%s is a reference", (text, name) => {
  expect(nameOf(parseReference(text, "1.2.3"))).toBe(name ?? text);
});

test.each([
  "slipway:1",
  "library/slipway",
  "example.com/Upper:1",
  "example.com/a:",
  "example.com/a:-1",
  "example.com//a",
  "example.com/a@sha256:00",
  "example.com",
  "",
])("%j is refused, for it names no registry, repository and tag", (text) => {
  const parse = () => parseReference(text, "1");
  expect(parse).toThrow("expected REGISTRY/NAME:TAG");
  expect(parse).toThrow(expect.toSatisfy((error) => isSlipwayError(error, "SLIP-CLI-001")));
});
