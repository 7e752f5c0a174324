import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../testing/tiny-home.ts";

const apiVersion = "slipway.dev/v1alpha1";
const place = (plural: string, name: string) => `/apis/${apiVersion}/namespaces/default/${plural}/${name}`;

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
});
afterEach(() => home.stop());

function put(spec: object = {}): void {
  home.kubernetes.put(place("schedules", "nightly"), {
    apiVersion,
    kind: "Schedule",
    metadata: { name: "nightly", namespace: "default" },
    spec: { flow: "nightly", cron: "0 3 * * *", timeZone: "Europe/Paris", ...spec },
  } as never);
}

function putRun(day: string, phase: string): void {
  const over =
    phase === "Running"
      ? {}
      : { startTime: `2026-10-${day}T02:00:00Z`, completionTime: `2026-10-${day}T02:10:00Z` };
  home.kubernetes.put(place("flowruns", `nightly-${day}`), {
    apiVersion,
    kind: "FlowRun",
    metadata: { name: `nightly-${day}`, namespace: "default", labels: { "slipway.dev/schedule": "nightly" } },
    spec: { flow: "nightly", scheduledTime: `2026-10-${day}T0${Number(day) < 25 ? 1 : 2}:00:00Z` },
    status: { phase, ...over },
  } as never);
}

const specOf = (plural: string, name: string) =>
  (home.kubernetes.objects.get(place(plural, name)) as { spec?: Record<string, unknown> } | undefined)?.spec;

describe("slipway schedule", () => {
  test("next tells the slots to come, by the clock of the zone", async () => {
    put({ startTime: "2099-03-28T00:00:00Z" });
    const { exitCode, stdout, stderr } = await home.cli("schedule", "next", "nightly", "--count", "2");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      // The clocks go forward on the last Sunday of March, which is the 29th in 2099.
      stdout:
        "SLOT                   LOCAL\n2099-03-28T02:00:00Z   Sat 2099-03-28 03:00 CET\n2099-03-29T01:00:00Z   Sun 2099-03-29 03:00 CEST\n",
    });
    expect(stderr).toBe("nightly is due at 03:00 in Europe/Paris.\n");
    const { next } = JSON.parse(
      (await home.cli("schedule", "next", "schedule/nightly", "-o", "json")).stdout,
    );
    expect(next).toHaveLength(5);
    expect(next[0]).toMatchObject({ scheduledTime: "2099-03-28T02:00:00Z" });
  });

  test("pause says why, and resume when it is due next", async () => {
    put({ startTime: "2099-03-28T00:00:00Z" });
    const paused = await home.cli("schedule", "pause", "nightly", "--reason", "the bucket moves");
    expect(paused.stdout).toBe("schedule/nightly is paused: the bucket moves\n");
    put({ startTime: "2099-03-28T00:00:00Z", suspend: true, suspendReason: "the bucket moves" });
    expect((await home.cli("schedule", "next", "nightly")).stderr).toContain(
      "It is paused: the bucket moves.",
    );
    const resumed = await home.cli("schedule", "resume", "nightly");
    expect(resumed.stdout).toBe(
      "schedule/nightly goes on, at 03:00 in Europe/Paris, next Sat 2099-03-28 03:00 CET\n",
    );
    expect(home.kubernetes.written).toEqual([
      { spec: { suspend: true, suspendReason: "the bucket moves" } },
      { spec: { suspend: null, suspendReason: null } },
    ]);
  });

  test("pauses a backfill as well", async () => {
    home.kubernetes.put(place("backfills", "week"), {
      ...{ apiVersion: "slipway.dev/v1alpha1", kind: "Backfill" },
      metadata: { name: "week", namespace: "default" },
      spec: { schedule: "nightly", from: "2026-10-24T00:00:00Z", to: "2026-10-25T00:00:00Z" },
    } as never);
    expect(
      await home.cli("schedule", "pause", "backfill/week", "--reason", "the bucket moves"),
    ).toMatchObject({
      stdout: "backfill/week is paused: the bucket moves\n",
    });
    expect((await home.cli("schedule", "next", "bf/week")).exitCode).toBe(2);
  });

  test("says what is wrong with the line, and with a schedule that would never fire", async () => {
    put({ cron: "0 0 30 2 *" });
    expect(await home.cli("schedule", "next", "nightly")).toMatchObject({ exitCode: 2 });
    put();
    for (const words of [
      ["next", "nightly", "--reason", "x"],
      ["pause", "nightly", "--count", "3"],
      ["next", "nightly", "--count", "0"],
      ["stop", "nightly"],
    ])
      expect((await home.cli("schedule", ...words)).exitCode).toBe(2);
    expect((await home.cli("schedule", "pause", "missing")).exitCode).toBe(3);
  });
});

describe("slipway backfill", () => {
  const range = ["--from", "2026-10-24", "--to", "2026-10-26"];

  test("tells of each slot first what becomes of it and why, and makes nothing of that by itself", async () => {
    put();
    putRun("24", "Succeeded");
    putRun("25", "Failed");
    const { exitCode, stdout, stderr } = await home.cli("backfill", "nightly", ...range, "--dry-run");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `${[
        "SLOT                   LOCAL                       WHAT     WHY",
        "2026-10-24T01:00:00Z   Sat 2026-10-24 03:00 CEST   skip     its run succeeded",
        "2026-10-25T02:00:00Z   Sun 2026-10-25 03:00 CET    skip     its run failed",
        "2026-10-26T02:00:00Z   Mon 2026-10-26 03:00 CET    create   it has no run",
      ].join("\n")}\n`,
    });
    expect(stderr.replace(/\s+/g, " ")).toBe(
      "1 slot would be run, 1 at a time, in about 10m by what earlier ones took; 2 slots would be left out. What they would cost is unknown: no earlier one tells of machines. ",
    );
    expect(home.kubernetes.written).toEqual([]);
    const json = JSON.parse(
      (await home.cli("backfill", "nightly", ...range, "--reprocess", "all", "--dry-run", "-o", "json"))
        .stdout,
    );
    expect(json).toMatchObject({ create: 3, skip: 0, estimatedSeconds: 1_800 });
  });

  test("makes a Backfill of days by the schedule's clock once that is confirmed", async () => {
    put();
    expect((await home.cli("backfill", "nightly", ...range)).exitCode).toBe(2);
    expect(home.kubernetes.written).toEqual([]);
    const words = [
      ...range,
      "--reprocess",
      "failed",
      "--order",
      "newest",
      "--parallel",
      "2",
      "--name",
      "week",
      "--yes",
    ];
    const { exitCode, stdout } = await home.cli("backfill", "nightly", ...words);
    expect({ exitCode, last: stdout.trim().split("\n").at(-1) }).toEqual({
      exitCode: 0,
      last: "backfill/week",
    });
    expect(specOf("backfills", "week")).toEqual({
      schedule: "nightly",
      from: "2026-10-23T22:00:00Z",
      to: "2026-10-26T22:59:59Z",
      reprocess: "Failed",
      order: "NewestFirst",
      maxActiveRuns: 2,
    });
  });

  test.each([
    [["--from", "2026-10-32", "--to", "2026-10-26"], "expected a day"],
    [["--from", "2026-10-26", "--to", "2026-10-24"], "before it begins"],
    [["--from", "2026-10-24T04:00:00Z", "--to", "2026-10-24T05:00:00Z"], "no slot from"],
    [[...range, "--parallel", "0"], "expected 1 to 100"],
  ])("says what is wrong with %j", async (words, message) => {
    put();
    const { exitCode, stderr } = await home.cli("backfill", "nightly", ...words, "--yes");
    expect(exitCode).toBe(2);
    expect(stderr.replace(/\s+/g, " ")).toContain(message);
  });
});
