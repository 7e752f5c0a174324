import { canonicalJson, fnv1a } from "@slipway/model";
import { expect, test } from "vitest";
import { isMadeOf, specDigest } from "./aws-kind.ts";

const model = (spec: object) => ({
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "Model",
  metadata: { name: "m", namespace: "default" },
  spec,
});
const owner = model({ modelName: "m", tags: [{ key: "team", value: "a" }] });

test("a thing is known by the digest of its spec, tags apart", () => {
  const tag = specDigest(owner);
  expect(tag).toMatch(/^[0-9a-f]{10}$/);
  expect(isMadeOf(tag, model({ modelName: "m" }))).toBe(true);
  expect(isMadeOf(tag, model({ modelName: "other" }))).toBe(false);
});

test("a thing that an earlier version made is known too, and a change of its object seen", () => {
  const tag = fnv1a(canonicalJson({ modelName: "m" }));
  expect(isMadeOf(tag, owner)).toBe(true);
  expect(isMadeOf(tag, model({ modelName: "other" }))).toBe(false);
});
