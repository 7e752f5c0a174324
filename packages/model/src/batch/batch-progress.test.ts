import { expect, test } from "vitest";
import { batchProgressText, parseBatchProgress } from "./batch-progress.ts";

test.each([
  [
    "Progress: 2 of 3 objects, 1200 records, 5120 of 9000 bytes in 3.2 s",
    { done: 2, failed: 0, passedOver: 0, of: 3 },
  ],
  [
    "Progress: 0 of 1 object, 1 record, 5120 of 9000 bytes in 3.2 s",
    { done: 0, failed: 0, passedOver: 0, of: 1 },
  ],
  [
    "Progress: 2 of 9 objects, 1 failed, 4 passed over, 1200 records, 5120 of 9000 bytes in 3.2 s",
    { done: 2, failed: 1, passedOver: 4, of: 9 },
  ],
])("%s is said and read again", (line, objects) => {
  const progress = parseBatchProgress(line);
  expect(progress).toMatchObject({ objects, bytes: { done: 5120, of: 9000 }, seconds: 3.2 });
  expect(progress === undefined ? "" : batchProgressText(progress)).toBe(line);
});

test.each(["", "Progress", "Progress: 1 of 2 objects", `Progress: ${"9".repeat(300)}`])(
  "%j is none",
  (line) => {
    expect(parseBatchProgress(line)).toBeUndefined();
  },
);
