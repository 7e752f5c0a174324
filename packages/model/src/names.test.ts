import { describe, expect, test } from "vitest";
import { childName, isDnsLabel, objectName } from "./names.ts";

describe("object names", () => {
  test("are the AWS name where that is a DNS label already", () => {
    expect(objectName("abalone-xgboost")).toBe("abalone-xgboost");
  });

  test("are made DNS-safe with a hash where it is not, and differ for names that differ", () => {
    const names = ["Abalone", "abalone_", "ABALONE", `${"a".repeat(62)}-B`].map(objectName);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(isDnsLabel(name)).toBe(true);
  });

  test("of children fit into 63 characters and stay apart when their base is cut", () => {
    const long = "x".repeat(63);
    const children = [
      childName(`${long}1`, "algo-1"),
      childName(`${long}2`, "algo-1"),
      childName("job", "algo-1"),
    ];
    expect(children[2]).toBe("job-algo-1");
    expect(new Set(children).size).toBe(3);
    for (const child of children) expect(isDnsLabel(child)).toBe(true);
  });
});
