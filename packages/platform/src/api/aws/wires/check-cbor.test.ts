import { cbor, tag } from "@smithy/core/cbor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { AwsError } from "../aws-error.ts";
import { checkCbor } from "./check-cbor.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

test("what AWS's own library writes passes", () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(object, (value) => checkCbor(cbor.serialize(value))),
    modelRuns(300),
  );
  checkCbor(cbor.serialize({ at: tag({ tag: 1, value: 1.5 }) }));
});

test("anything else passes or is refused, and ends", () => {
  const bytes = fc.uint8Array({ maxLength: 60 }).map((rest) => Uint8Array.of(0xbf, ...rest, 0xff));
  const property = fc.property(bytes, (body) => {
    try {
      checkCbor(body);
    } catch (error) {
      expect(error).toBeInstanceOf(AwsError);
    }
  });
  fc.assert(property, modelRuns(500));
});

test("lengths left open are followed to their ends", () => {
  checkCbor(hex("bf 61 61 9f 01 02 ff 61 62 7f 61 78 61 79 ff ff"));
  expect(() => checkCbor(hex("bf 61 61 9f 01 02 ff"))).toThrow("The body is no CBOR");
});

// Each would cost a decoder that believes it far more than its bytes.
test.each([
  ["a list of a billion", "a1 61 61 9a 3b 9a ca 00"],
  ["a text longer than the body", "a1 61 61 7a 7f ff ff ff"],
  ["a map of more than there are numbers", "bb ff ff ff ff ff ff ff ff"],
  ["a big number", "a1 61 61 c2 42 01 00"],
  ["a decimal fraction", "a1 61 61 c4 82 1a 0f ff ff ff 01"],
  ["no structure", "01"],
  ["something behind it", "a0 00"],
])("%s is refused", (_, bytes) => {
  expect(() => checkCbor(hex(bytes))).toThrow(AwsError);
});

test("depth and number have bounds", () => {
  expect(() => checkCbor(Buffer.concat([hex("a1 61 61"), Buffer.alloc(200, 0x81), hex("01")]))).toThrow(
    "The body nests more than 100 levels deep",
  );
  expect(() => checkCbor(Buffer.concat([hex("a1 61 61 9a 00 01 00 00"), Buffer.alloc(65_536)]))).toThrow(
    "The body has more than 15000 values.",
  );
});
