import { readFileSync } from "node:fs";
import { isSlipwayError } from "@slipway/model";
import fc from "fast-check";
import { dump } from "js-yaml";
import { expect, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { readObject } from "./body.ts";
import { readPatch } from "./patch-body.ts";

const POD = { group: "", version: "v1", kind: "Pod" };
const TYPES = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "text/plain",
  undefined,
];
const PATCHES = ["json-patch+json", "merge-patch+json", "strategic-merge-patch+json", "apply-patch+yaml"];
const { bodies } = JSON.parse(
  readFileSync(new URL("../protobuf/testdata/kubectl-bodies.json", import.meta.url), "utf8"),
) as { readonly bodies: readonly { readonly body: string }[] };

/** JSON has no -0, and YAML's text of it is another number's. */
const value = fc.jsonValue({ maxDepth: 4 }).map((json) => JSON.parse(JSON.stringify(json)) as unknown);
const object = fc
  .dictionary(fc.string(), value, { maxKeys: 6 })
  .map((json) => JSON.parse(JSON.stringify(json)) as object);

/** Something that is almost a body: pieces of one are doubled, dropped or changed. */
const damaged = (whole: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc.tuple(whole, fc.nat(), fc.nat(40), fc.uint8Array({ maxLength: 12 })).map(([bytes, place, cut, put]) => {
    const at = bytes.length === 0 ? 0 : place % bytes.length;
    return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
  });

const json = object.map((content) => Buffer.from(JSON.stringify(content)));
const yaml = object.map((content) => Buffer.from(dump(content)));
const protobuf = fc.constantFrom(...bodies.map(({ body }) => Buffer.from(body, "base64")));
const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const body = fc.oneof(anything, json, yaml, damaged(json), damaged(yaml), damaged(protobuf));

/** Taken, or refused with a code that makes it the sender's fault. */
function expectAnswer(read: () => unknown): void {
  try {
    expect(typeof read()).toBe("object");
  } catch (error) {
    expect(isSlipwayError(error) && error.entry.http < 500, String(error)).toBe(true);
  }
}

test("whatever is sent as an object is one, or is refused with a code", () => {
  const property = fc.property(body, fc.constantFrom(...TYPES), (bytes, type) =>
    expectAnswer(() => readObject(bytes, type, POD)),
  );
  fc.assert(property, modelRuns(250));
});

test("whatever is sent as a patch is one, or is refused with a code", () => {
  const patches = fc
    .array(fc.record({ op: fc.string(), path: fc.string(), value }))
    .map(JSON.stringify)
    .map(Buffer.from);
  const types = fc.constantFrom(...PATCHES.map((type) => `application/${type}`), "text/plain");
  const property = fc.property(
    fc.oneof(body, patches, damaged(patches)),
    types,
    fc.boolean(),
    (bytes, type, custom) => expectAnswer(() => readPatch(bytes, type, custom)),
  );
  fc.assert(property, modelRuns(250));
});

test("what JSON and YAML say is read as it was meant", () => {
  const property = fc.property(object, (content) => {
    expect(readObject(Buffer.from(JSON.stringify(content)), "application/json", POD)).toEqual(content);
    expect(readObject(Buffer.from(dump(content)), "application/yaml", POD)).toEqual(content);
  });
  fc.assert(property, modelRuns(200));
});
