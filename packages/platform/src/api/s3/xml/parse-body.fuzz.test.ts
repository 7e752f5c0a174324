import { isSlipwayError } from "@slipway/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { all, parseBody, textIn, type XmlObject } from "./parse-body.ts";

/** As TCP brings it: in pieces that know nothing of characters. */
function read(bytes: Uint8Array, cuts: readonly number[]): Promise<XmlObject> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
  return parseBody(
    (async function* () {
      yield* pieces;
    })(),
    "Delete",
  );
}

const cuts = fc.array(fc.nat(), { maxLength: 4 });
const escaped = (text: string): string => text.replace(/[<>&"']/g, (sign) => `&#${sign.codePointAt(0)};`);

/** Characters that XML can hold, in keys that do not begin or end with spaces. */
const key = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .map((text) => `k${text.replace(/[^\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")}k`);
const keys = fc.array(key, { minLength: 1, maxLength: 5 });
const whole = keys.map(
  (names) =>
    `<Delete>${names.map((name) => `<Object><Key>${escaped(name)}</Key></Object>`).join("")}</Delete>`,
);
const damaged = fc
  .tuple(whole, fc.nat(), fc.nat(10), fc.string({ maxLength: 8 }))
  .map(([text, place, cut, put]) => {
    const at = place % text.length;
    return text.slice(0, at) + put + text.slice(at + cut);
  });
const anything = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));

test("whatever is sent as XML is read, or is malformed", async () => {
  const body = fc.oneof(anything, damaged.map(Buffer.from), whole.map(Buffer.from));
  const property = fc.asyncProperty(body, cuts, async (bytes, places) => {
    const found = await read(bytes, places).catch((error: unknown) => error);
    if (found instanceof Error) expect(isSlipwayError(found, "SLIP-S3-024"), String(found)).toBe(true);
    else expect(typeof found).toBe("object");
  });
  await fc.assert(property, modelRuns(300));
});

test("keys are read as they were written, wherever the body was cut on its way", async () => {
  const property = fc.asyncProperty(keys, cuts, async (names, places) => {
    const objects = names.map((name) => `<Object><Key>${escaped(name)}</Key></Object>`);
    const found = await read(Buffer.from(`<Delete>${objects.join("")}</Delete>`), places);
    expect(all(found, "Object").map((object) => textIn(object, "Key"))).toEqual(names);
  });
  await fc.assert(property, modelRuns(200));
});
