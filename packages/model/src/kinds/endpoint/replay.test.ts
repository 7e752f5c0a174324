import { expect, test } from "vitest";
import { isNeverReplayed, REPLAY_ANNOTATION, replayProblem } from "./replay.ts";

test.each([
  [undefined, false],
  ["once", false],
  ["never", true],
])("%s: whether a request may be seen by one pod alone is %s, and nothing is wrong", (text, never) => {
  const annotations: Record<string, string> = text === undefined ? {} : { [REPLAY_ANNOTATION]: text };
  expect(isNeverReplayed(annotations)).toBe(never);
  expect(replayProblem({ metadata: { name: "e", annotations } })).toBeUndefined();
});

test.each(["", "Never", "twice", "x".repeat(10_000)])("%.20s is told, and counts for nothing", (text) => {
  const annotations = { [REPLAY_ANNOTATION]: text };
  expect(isNeverReplayed(annotations)).toBe(false);
  const problem = replayProblem({ metadata: { name: "e", annotations } });
  expect(problem).toMatch(/^the annotation slipway\.dev\/replay is ".{0,40}": expected once or never$/);
});
