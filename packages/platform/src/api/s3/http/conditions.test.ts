import { isSlipwayError } from "@slipway/model";
import { describe, expect, it } from "vitest";
import { checkConditions, conditionsOf } from "./conditions.ts";

const info = {
  bucket: "b",
  key: "k",
  size: 1,
  etag: "abc",
  lastModified: new Date("2026-01-31T10:00:00.700Z"),
  metadata: {},
};
const AT = "Sat, 31 Jan 2026 10:00:00 GMT";
const BEFORE = "Sat, 31 Jan 2026 09:59:59 GMT";

function outcome(headers: Record<string, string>): string {
  try {
    return checkConditions(
      conditionsOf((name) => headers[name]),
      info,
    );
  } catch (error) {
    return isSlipwayError(error) ? error.code : String(error);
  }
}

/** RFC 9110, section 13.2.2, and the four combinations that S3's reference spells out. */
describe("conditions of a read", () => {
  it.each([
    [{}, "go on"],
    [{ "if-match": '"abc"' }, "go on"],
    [{ "if-match": '"x", "abc"' }, "go on"],
    [{ "if-match": "*" }, "go on"],
    [{ "if-match": '"x"' }, "SLIP-S3-014"],
    [{ "if-none-match": '"abc"' }, "not modified"],
    [{ "if-none-match": 'W/"abc"' }, "not modified"],
    [{ "if-none-match": "*" }, "not modified"],
    [{ "if-none-match": '"x"' }, "go on"],
    [{ "if-modified-since": AT }, "not modified"],
    [{ "if-modified-since": BEFORE }, "go on"],
    [{ "if-modified-since": "no date" }, "go on"],
    [{ "if-unmodified-since": AT }, "go on"],
    [{ "if-unmodified-since": BEFORE }, "SLIP-S3-014"],
    [{ "if-match": '"abc"', "if-unmodified-since": BEFORE }, "go on"],
    [{ "if-none-match": '"abc"', "if-modified-since": BEFORE }, "not modified"],
    [{ "if-none-match": '"x"', "if-modified-since": AT }, "go on"],
  ])("%j: %s", (headers, expected) => {
    expect(outcome(headers)).toBe(expected);
  });
});
