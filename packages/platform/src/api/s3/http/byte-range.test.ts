import { isSlipwayError } from "@slipway/model";
import { describe, expect, it } from "vitest";
import { byteRange } from "./byte-range.ts";

const rangeOf = (header: string | undefined, size: number) => {
  try {
    const range = byteRange(header, size);
    return range === undefined ? "whole" : `${range.start}-${range.end}`;
  } catch (error) {
    return isSlipwayError(error) ? error.code : String(error);
  }
};

/** RFC 9110, section 14. */
describe("a Range header", () => {
  it.each([
    ["bytes=0-0", 10, "0-0"],
    ["bytes=2-4", 10, "2-4"],
    ["bytes=2-99", 10, "2-9"],
    ["bytes=9-", 10, "9-9"],
    ["bytes=-3", 10, "7-9"],
    ["bytes=-99", 10, "0-9"],
    ["bytes=10-", 10, "SLIP-S3-013"],
    ["bytes=10-12", 10, "SLIP-S3-013"],
    ["bytes=-0", 10, "SLIP-S3-013"],
    ["bytes=0-0", 0, "SLIP-S3-013"],
    ["bytes=-0", 0, "SLIP-S3-013"],
    ["bytes=-1", 0, "whole"],
    ["bytes=4-2", 10, "whole"],
    ["bytes=0-1,3-4", 10, "whole"],
    ["bytes=-", 10, "whole"],
    ["bytes=a-b", 10, "whole"],
    ["items=0-1", 10, "whole"],
    [undefined, 10, "whole"],
  ])("%s of %d bytes is %s", (header, size, expected) => {
    expect(rangeOf(header, size)).toBe(expected);
  });
});
