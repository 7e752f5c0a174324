import { describe, expect, test, vi } from "vitest";
import { type Log, silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { CaptureLosses } from "./capture-losses.ts";
import { CaptureTap } from "./capture-tap.ts";
import type { RecordOf, SpoolLoss } from "./spool.ts";

const CAPTURE = {
  destination: "s3://bucket/captured",
  percent: 25,
  input: true,
  output: true,
  csv: [],
  json: [],
};

function bench(random: () => number, loss?: SpoolLoss) {
  const clock = new ManualClock();
  const warn = vi.fn();
  const log: Log = { ...silentLog, warn };
  const losses = new CaptureLosses({ clock, log });
  const added: { of: RecordOf; line: string }[] = [];
  const add = (of: RecordOf, line: string) => {
    added.push({ of, line });
    return loss;
  };
  const tap = new CaptureTap({ spool: { add }, losses, random });
  const variant = { name: "A", weight: 1, pods: [], instances: new Map(), capture: CAPTURE };
  const route = { namespace: "ns", endpoint: "E", variants: [variant], shadows: [] };
  const begin = () => tap.begins({ route, variant, at: 5, fields: "" });
  const answered = (status: number) => ({
    asked: Buffer.from("1"),
    status,
    fields: "",
    body: Buffer.from("2"),
  });
  return { tap, route, variant, begin, answered, added, clock, warn };
}

describe("capturing", () => {
  test("is of endpoints that ask for it", () => {
    const { tap, route, variant } = bench(() => 0);
    expect(tap.wants(route, variant)).toBe(true);
    expect(tap.wants(route, { name: "A", weight: 1, pods: [], instances: new Map() })).toBe(false);
  });

  test("takes as many of a hundred as are asked for", () => {
    let next = 0;
    const { begin } = bench(() => next++ / 100);
    expect(Array.from({ length: 100 }, begin).filter((one) => one !== undefined)).toHaveLength(25);
  });

  test("writes predictions, and none of the answers that are errors", () => {
    const { begin, answered, added } = bench(() => 0);
    for (const status of [200, 201, 299, 300, 400, 503]) begin()?.answered(answered(status));
    expect(added.map(({ of }) => of)).toEqual(
      Array(3).fill({
        namespace: "ns",
        endpoint: "E",
        variant: "A",
        bucket: "bucket",
        prefix: "captured",
        at: 5,
      }),
    );
  });

  test("says what it left out, once a minute", () => {
    const { begin, answered, clock, warn } = bench(() => 0, "disk");
    for (let i = 0; i < 3; i++) begin()?.answered(answered(200));
    begin()?.lost("too long");
    begin()?.lost("unanswered");
    expect(warn).not.toHaveBeenCalled();
    clock.advance(60_000);
    const told = { namespace: "ns", endpoint: "E", variant: "A", disk: 3, "too long": 1 };
    expect(warn.mock.calls).toEqual([[expect.any(String), told]]);
    clock.advance(120_000);
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
