import { expect, test } from "vitest";
import { exceptions } from "./exceptions.ts";

test("the hosts of a NO_PROXY are those between its commas and spaces", () => {
  expect(exceptions("a.example, .corp,10.0.0.0/8 *", { exceptAws: false })).toEqual([
    "a.example",
    ".corp",
    "10.0.0.0/8",
    "*",
  ]);
});

test.each([
  "*",
  ".com",
  "amazonaws.com",
  ".amazonaws.com",
  "*.amazonaws.com",
  "S3.us-east-1.amazonaws.com:443",
  "aws.com",
  ".aws",
  "bucket.s3.cn-north-1.amazonaws.com.cn",
])("%s does not keep a host of AWS's from the proxy", (entry) => {
  expect(exceptions(`10.0.0.1,${entry},.corp`, { exceptAws: true })).toEqual(["10.0.0.1", ".corp"]);
});
