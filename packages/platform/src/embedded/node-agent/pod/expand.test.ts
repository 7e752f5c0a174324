import { describe, expect, it } from "vitest";
import { expand } from "./expand.ts";

const variables = { A: "a", B: "$(A)", EMPTY: "" };

// Cases of Kubernetes' own third_party/forked/golang/expansion tests.
describe("expanding $(NAME)", () => {
  it.each([
    ["$(A)", "a"],
    ["___$(A)___", "___a___"],
    ["$(A)$(A)", "aa"],
    ["$(B)", "$(A)"],
    ["$(EMPTY)|", "|"],
    ["$(NOBODY)", "$(NOBODY)"],
    ["$$(A)", "$(A)"],
    ["$$$(A)", "$a"],
    ["$$$$(A)", "$$(A)"],
    ["$A", "$A"],
    ["$(A", "$(A"],
    ["foo$$bar", "foo$bar"],
    ["$(toString)", "$(toString)"],
  ])("%s is %s", (text, expanded) => {
    expect(expand(text, variables)).toBe(expanded);
  });
});
