import { expect, test } from "vitest";
import { IdleGpus } from "./idle-gpus.ts";

const MINUTE = 60_000;

test("GPUs that do nothing for ten minutes are told of, and then each time it is twice as long", () => {
  const gpus = new IdleGpus();
  const said = Array.from({ length: 90 }, (_, minute) =>
    gpus.seen({ now: minute * MINUTE, busy: minute === 0 ? 5 : 0, count: 1 }),
  ).flatMap((one, minute) => (one === undefined ? [] : [[minute, one]]));
  expect(said).toEqual([
    [11, "its GPU has been idle for 10 minutes"],
    [21, "its GPU has been idle for 20 minutes"],
    [41, "its GPU has been idle for 40 minutes"],
    [81, "its GPU has been idle for 80 minutes"],
  ]);
});

test("Counting begins anew once they are used", () => {
  const gpus = new IdleGpus();
  const at = (minute: number, busy: number) => gpus.seen({ now: minute * MINUTE, busy, count: 4 });
  expect(at(0, 0)).toBeUndefined();
  expect(at(10, 0)).toBe("its 4 GPUs have been idle for 10 minutes");
  expect([at(11, 3), at(13, 0), at(22, 0)]).toEqual([undefined, undefined, undefined]);
  expect(at(23, 0)).toBe("its 4 GPUs have been idle for 10 minutes");
});
