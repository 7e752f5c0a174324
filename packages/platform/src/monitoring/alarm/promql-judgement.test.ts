import type { AlarmStateValue } from "@slipway/model/kinds/metric-alarm/index.ts";
import { expect, test } from "vitest";
import { judgePromQL, judgeUnknown, promQLRange, untilNextLook } from "./promql-judgement.ts";

const now = new Date("2026-01-01T00:10:07Z");
const END = Date.parse("2026-01-01T00:10:00Z") / 1_000;
const spec = { name: "a", evaluationInterval: 60 };

interface Asked {
  readonly pendingPeriod?: number;
  readonly recoveryPeriod?: number;
  readonly current?: AlarmStateValue;
}

/** Series by how many minutes ago they were there. */
function judge(series: readonly (readonly number[])[], { current = "OK", ...periods }: Asked = {}) {
  const criteria = { query: "up == 0", ...periods };
  const answered = series.map((minutes, i) => ({
    labels: { instance: `i-${i}` },
    values: new Map(minutes.map((minute) => [END - minute * 60, "0"])),
  }));
  const range = promQLRange(spec, criteria, now);
  return judgePromQL({ criteria, range, series: answered, current, now });
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-promql.html
test("A series that is answered raises the alarm, and its reason names it", () => {
  expect(judge([[0]])).toMatchObject({
    stateValue: "ALARM",
    stateReason: '1 contributor has been breaching: {instance="i-0"} (0).',
    stateUpdatedTimestamp: "2026-01-01T00:10:07.000Z",
  });
  expect(judge([])).toBeUndefined();
  expect(judge([[1]])).toBeUndefined();
  expect(judge([[0]], { current: "ALARM" })).toBeUndefined();
  expect(judge([], { current: "ALARM" })).toMatchObject({ stateValue: "OK" });
});

test("It must breach without a break for the pending period, one series for itself", () => {
  const pending = { pendingPeriod: 120 };
  expect(judge([[0, 1]], pending)).toBeUndefined();
  expect(judge([[0, 2]], pending)).toBeUndefined();
  expect(judge([[0], [1], [2]], pending)).toBeUndefined();
  expect(judge([[0, 1, 2]], pending)).toMatchObject({ stateValue: "ALARM" });
  expect(judge([[0], [0, 1, 2]], pending)?.stateReason).toBe(
    '1 contributor has been breaching for 120 seconds: {instance="i-1"} (0).',
  );
});

test("An alarm lasts until nothing has breached for the recovery period", () => {
  const lasting = { recoveryPeriod: 120, current: "ALARM" } as const;
  expect(judge([[1]], lasting)).toBeUndefined();
  expect(judge([[2, 3]], lasting)).toMatchObject({
    stateValue: "OK",
    stateReason: "No contributor has been breaching for 120 seconds.",
  });
  expect(judge([[1]], { recoveryPeriod: 120 })).toBeUndefined();
});

test("Looks are whole intervals since 1970, as many as a period needs", () => {
  const range = (pendingPeriod: number) => promQLRange(spec, { query: "q", pendingPeriod }, now);
  expect(range(0)).toEqual({ query: "q", start: END, end: END, step: 60 });
  expect(range(90).start).toBe(END - 120);
  expect(untilNextLook(spec, now)).toBe(53_500);
});

test("What is not known counts as missing data are to, and nothing that is long gets into the reason", () => {
  const unknown = (treatMissingData: string | undefined, current: AlarmStateValue) =>
    judgeUnknown({ ...spec, ...(treatMissingData && { treatMissingData }) }, { current, now, why: "away" })
      ?.stateValue;
  expect(unknown(undefined, "OK")).toBe("INSUFFICIENT_DATA");
  expect(unknown("missing", "INSUFFICIENT_DATA")).toBeUndefined();
  expect(unknown("breaching", "OK")).toBe("ALARM");
  expect(unknown("notBreaching", "ALARM")).toBe("OK");
  expect(unknown("ignore", "ALARM")).toBeUndefined();
  const long = [{ labels: { a: "x".repeat(10_000) }, values: new Map([[END, "1"]]) }];
  const criteria = { query: "q".repeat(10_000) };
  const range = promQLRange(spec, criteria, now);
  const told = judgePromQL({ criteria, range, series: Array(50).fill(long[0]), current: "OK", now });
  expect(told?.stateReason.length).toBeLessThan(1_023);
  expect(told?.stateReason).toContain("and 47 more");
  expect(told?.stateReasonData?.length).toBeLessThan(4_000);
});
