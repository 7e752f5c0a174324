import { expect, test } from "vitest";
import { isTargetPath, modelNameOf } from "./target-path.ts";

test("a target is a path below the prefix and leads nowhere else", () => {
  for (const path of ["a.tar.gz", "team/a b.tar.gz", "..a/b..", ".hidden"])
    expect([path, isTargetPath(path)]).toEqual([path, true]);
  const others = [
    "",
    "/a",
    "a/",
    "a//b",
    "..",
    "../a",
    "a/../b",
    "./a",
    "a/.",
    "a\\..\\b",
    "a\nb",
    "ä",
    "a".repeat(1_025),
  ];
  for (const path of others) expect([path, isTargetPath(path)]).toEqual([path, false]);
});

test("a name has nothing of the path", () => {
  expect(modelNameOf("../../etc/passwd")).toMatch(/^[0-9a-f]{32}$/);
  expect(modelNameOf("a")).not.toBe(modelNameOf("b"));
});
