import { expect, test } from "vitest";
import { contentDigest } from "./content-digest.ts";

test("is of the canonical text, as sha256sum counts it", () => {
  // printf '{"a":1,"b":[true,null]}' | sha256sum
  expect(contentDigest({ b: [true, null], a: 1, c: undefined })).toBe("1cc69c7fa2");
});
