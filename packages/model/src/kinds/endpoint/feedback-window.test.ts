import { expect, test } from "vitest";
import { FEEDBACK_WINDOW_ANNOTATION, feedbackWindowMs, feedbackWindowProblem } from "./feedback-window.ts";

const HOUR = 3_600_000;

test.each([
  ["1m", 60_000],
  ["36h", 36 * HOUR],
  ["7d", 7 * 24 * HOUR],
  ["30d", 30 * 24 * HOUR],
])("%s is a window", (text, ms) => {
  expect(feedbackWindowMs(text)).toBe(ms);
});

test.each(["", "0d", "7", "d", "-1d", "1.5h", "31d", "721h", "7 d", "7D", "1w", "999999d", "P7D", "07d"])(
  "%j is none, and is said to be",
  (text) => {
    expect(feedbackWindowMs(text)).toBeUndefined();
    const metadata = { name: "e", annotations: { [FEEDBACK_WINDOW_ANNOTATION]: text } };
    expect(feedbackWindowProblem({ metadata })).toContain(`is ${JSON.stringify(text)}: expected`);
  },
);

test("who says nothing has none, and no problem", () => {
  expect(feedbackWindowMs(undefined)).toBeUndefined();
  expect(feedbackWindowProblem({ metadata: { name: "e" } })).toBeUndefined();
});
