import { describe, expect, test } from "vitest";
import { withCondition } from "./conditions.ts";

const early = new Date("2026-01-01T00:00:00Z");
const late = new Date("2026-01-01T00:01:00Z");

describe("a condition", () => {
  test("keeps its transition time while its status stays", () => {
    const first = withCondition(
      [],
      { type: "Ready", status: "False", reason: "A", message: "a" },
      { now: early },
    );
    const [second] = withCondition(
      first,
      { type: "Ready", status: "False", reason: "B", message: "b" },
      { now: late },
    );
    expect(second).toMatchObject({ reason: "B", lastTransitionTime: "2026-01-01T00:00:00Z" });
  });

  test("moves its transition time when its status changes", () => {
    const first = withCondition([], { type: "Ready", status: "False" }, { now: early });
    const [second] = withCondition(first, { type: "Ready", status: "True" }, { now: late });
    expect(second?.lastTransitionTime).toBe("2026-01-01T00:01:00Z");
  });
});
