import { describe, expect, test } from "vitest";
import { GRACE_ANNOTATION, graceOf } from "./grace.ts";

describe("the grace of a job's program", () => {
  test("is the annotation's, where there is one", () => {
    expect(graceOf()).toEqual({ problems: [] });
    expect(graceOf({ [GRACE_ANNOTATION]: "30" })).toEqual({ seconds: 30, problems: [] });
  });

  test.each(["0", "-1", "3601", "1.5", "30s", ""])("is refused as %j", (text) => {
    expect(graceOf({ [GRACE_ANNOTATION]: text })).toEqual({
      problems: [
        `the annotation slipway.dev/grace-seconds is ${JSON.stringify(text)}: expected whole seconds from 1 to 3600, for instance 30`,
      ],
    });
  });
});
