import { expect, it } from "vitest";
import { isPlainLink } from "./link-text.ts";

it.each([
  ["l", "a"],
  ["l", "a/b"],
  ["l", "."],
  ["l", "./a/"],
  ["l", "..."],
  ["a/l", ".."],
  ["./a//l", "../b"],
  ["a/b/l", "../../c/d"],
])("takes a link at %j to %j", (path, text) => expect(isPlainLink(path, text)).toBe(true));

it.each([
  ["l", ""],
  ["l", "/a"],
  ["l", ".."],
  ["l", "../a"],
  ["a/l", "../../a"],
  ["./l", "../a"],
  ["a/l", "b/../c"],
  ["a/l", "../b/.."],
  ["l", "x".repeat(5_000)],
])("takes no link at %j to %j", (path, text) => expect(isPlainLink(path, text)).toBe(false));
