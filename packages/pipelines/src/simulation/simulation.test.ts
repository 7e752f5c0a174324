import { describe, expect, test } from "vitest";
import { artifact, component, fails, hangs, p, pipeline, run, takes } from "../index.ts";
import { deploy, nightly, notify, prep, report, train, weekly } from "../testing/nightly.ts";

const data = "s3://bucket/data";
const day = "2026-11-30";
/** The better, the higher the rate. */
const fakes = {
  prep: takes(60, {}),
  train: train.fake(({ lr }) => takes(600, { auc: 0.7 + lr })),
  pick: ({ aucs }: { readonly aucs?: unknown }) => ({ auc: Math.max(...(aucs as number[])) }),
  mkdb: { url: "postgres://db" },
  rmdb: {},
  report: {},
  deploy: {},
  notify: {},
} as const;

describe("the nightly recommender", () => {
  test("deploys what is good enough", async () => {
    const ran = await nightly.test({ day, lrs: [0.01, 0.25] }, { fakes });
    expect(ran.state).toBe("success");
    expect(ran.ran).toEqual([
      "prep",
      "map[0].train",
      "map[1].train",
      "pick",
      "scope.mkdb",
      "when-then.deploy",
      "scope.body.report",
      "scope.teardown.rmdb",
      "onExit.notify",
    ]);
    expect(ran.step("map[1].train").inputs).toEqual({ data: "s3://test/prep/data", lr: 0.25 });
    expect(ran.step("pick").results).toEqual({ auc: 0.95 });
    expect(ran.step("when-otherwise")).toMatchObject({
      state: "skipped",
      why: "!(steps.pick.results.auc >= 0.8) is false",
    });
    expect(ran.step("onExit.notify").inputs).toEqual({ status: "success" });
    // prep, both trainings side by side, pick, mkdb, report, rmdb and notify.
    expect(ran.seconds).toBe(60 + 600 + 1 + 1 + 1 + 1 + 1);
  });

  test("reports what is not", async () => {
    const ran = await nightly.test({ day }, { fakes: { ...fakes, pick: { auc: 0.5 } } });
    expect(ran.step("when-otherwise.report").inputs).toEqual({ auc: 0.5 });
    expect(ran.ran).not.toContain("when-then.deploy");
    expect(ran.state).toBe("success");
  });

  test("tears down what it has set up also where the work between them fails", async () => {
    const ran = await nightly.test(
      { day },
      { fakes: { ...fakes, "scope.body.report": fails("user-code", { message: "no table" }) } },
    );
    expect(ran.step("scope.body.report")).toMatchObject({ state: "failed", why: "user-code: no table" });
    expect(ran.step("scope.teardown.rmdb")).toMatchObject({
      state: "success",
      inputs: { url: "postgres://db" },
    });
    expect(ran.state).toBe("failed");
    expect(ran.step("onExit.notify").inputs).toEqual({ status: "failed" });
  });

  test("tears nothing down that was not set up", async () => {
    const ran = await nightly.test({ day }, { fakes: { ...fakes, mkdb: fails("user-code") } });
    expect(ran.step("scope.body").state).toBe("upstream_failed");
    expect(ran.step("scope.teardown").state).toBe("upstream_failed");
    expect(ran.ran).not.toContain("scope.teardown.rmdb");
  });

  test("tears down when somebody cancels it, and tells so", async () => {
    const ran = await nightly.test(
      { day },
      { fakes: { ...fakes, "scope.body.report": takes(1_000, {}), rmdb: takes(30, {}) }, cancelAt: 700 },
    );
    expect(ran.step("scope.body.report")).toMatchObject({
      state: "canceled",
      tries: [{ began: 662, ended: 700 }],
    });
    expect(ran.step("scope.teardown.rmdb")).toMatchObject({
      state: "success",
      tries: [{ began: 700, ended: 730 }],
    });
    expect(ran).toMatchObject({ state: "canceled", why: "canceled after 700 s", seconds: 731 });
    expect(ran.step("onExit.notify").inputs).toEqual({ status: "canceled" });
  });

  test("is tried again where machines are taken away, as its retry says", async () => {
    const twice = fails("preempted", { times: 2, after: 100, next: takes(600, { auc: 0.9 }) });
    const ran = await nightly.test({ day, lrs: [0.1] }, { fakes: { ...fakes, train: twice } });
    expect(ran.step("map[0].train").tries).toEqual([
      { began: 60, ended: 160, failure: { class: "preempted", message: "made up: preempted" } },
      { began: 165, ended: 265, failure: { class: "preempted", message: "made up: preempted" } },
      { began: 275, ended: 875 },
    ]);
    expect(ran.state).toBe("success");
  });

  test("fails where that is more often than it may be", async () => {
    const ran = await nightly.test(
      { day, lrs: [0.1] },
      { fakes: { ...fakes, train: fails("out-of-memory") } },
    );
    expect(ran.step("map[0].train").tries).toHaveLength(4);
    expect(ran.step("pick").state).toBe("upstream_failed");
    expect(ran).toMatchObject({ state: "failed", results: {} });
  });

  test("runs as a step of another one, with what it does on exit, for the day of the slot", async () => {
    const clock = "2026-12-06T03:00:00+01:00";
    const ran = await weekly.test({}, { fakes: { ...fakes, pick: fails("user-code") }, clock });
    expect(ran.step("nightly.main.prep").inputs).toEqual({ day: "2026-12-06" });
    expect(ran.step("nightly.on-exit.notify").inputs).toEqual({ status: "failed" });
    expect(ran.state).toBe("failed");
    const canceled = await weekly.test({}, { fakes, clock, cancelAt: 100 });
    expect(canceled.ran).toEqual([
      "nightly.main.prep",
      "nightly.main.map[0].train",
      "nightly.main.map[1].train",
      "nightly.on-exit.notify",
    ]);
  });
});

describe("a run in a test", () => {
  test("gives what its function returns, of the branch that ran", async () => {
    const choosing = pipeline({ name: "a", params: { good: p.float() } }, ({ params, flow }) => {
      const t = train({ data, lr: params.good });
      return flow.when(
        t.auc.gte(0.8),
        () => t,
        () => train({ data, lr: 0.5 }, { name: "again" }),
      );
    });
    const good = await choosing.test({ good: 0.25 }, { fakes });
    expect(good.results).toMatchObject({ auc: 0.95, model: { uri: "s3://test/train/model" } });
    const bad = await choosing.test({ good: 0.01 }, { fakes });
    expect(bad.results).toMatchObject({ auc: 1.2, model: { uri: "s3://test/when-otherwise.again/model" } });
    const lost = await choosing.test({ good: 0.01 }, { fakes: { ...fakes, again: fails("user-code") } });
    expect(lost.step("when").state).toBe("upstream_failed");
  });

  test("goes on behind a branch that did not run", async () => {
    const optional = pipeline({ name: "a" }, ({ flow }) => {
      const t = train({ data });
      const deployed = flow.when(t.auc.gte(0.99), () => deploy({ model: t.model }));
      notify({ status: "over" }, { needs: [deployed] });
    });
    const ran = await optional.test({}, { fakes });
    expect(ran.ran).toEqual(["train", "notify"]);
  });

  test("tolerates so many failed items, and has null for what they would have given", async () => {
    const tolerant = pipeline({ name: "a" }, ({ flow }) => {
      const fits = flow.map([0.1, 0.2, 0.3], (lr) => train({ data, lr }), { tolerate: 1, max: 1 });
      return { aucs: fits.collect("auc") };
    });
    const ran = await tolerant.test(
      {},
      { fakes: { train: { auc: 0.5 }, "map[1].train": fails("user-code") } },
    );
    expect(ran).toMatchObject({ results: { aucs: [0.5, null, 0.5] }, seconds: 3 });
  });

  test("follows trigger rules and failures that are allowed", async () => {
    const handled = pipeline({ name: "a" }, () => {
      const t = train({ data }, { allowFailure: true });
      notify({ status: "lost" }, { needs: [t], triggerRule: "one_failed" });
      deploy({ model: t.model });
    });
    const ran = await handled.test({}, { fakes: { ...fakes, train: fails("user-code") } });
    expect(ran.ran).toEqual(["train", "notify"]);
    expect(ran.step("deploy").state).toBe("upstream_failed");
    expect(ran.state).toBe("success");
  });

  test("cuts off what never ends by its timeout, and a whole run by its own", async () => {
    const slow = pipeline({ name: "a", timeout: 500, onExit: ({ status }) => notify({ status }) }, () => {
      report({ auc: 1 }, { timeout: 100, allowFailure: true });
      train({ data });
    });
    const ran = await slow.test(
      {},
      { fakes: { notify: {}, report: hangs(), train: takes(501, { auc: 1 }) } },
    );
    expect(ran.step("report")).toMatchObject({
      state: "failed",
      why: "ran longer than its timeout of 100 s",
      tries: [{ began: 0, ended: 100, failure: { class: "timeout" } }],
    });
    expect(ran.step("train")).toMatchObject({ state: "canceled", tries: [{ began: 0, ended: 500 }] });
    expect(ran).toMatchObject({ state: "canceled", why: "ran longer than its timeout of 500 s" });
    expect(ran.step("onExit.notify").inputs).toEqual({ status: "canceled" });
  });

  test("has its timeout for all tries of a step together", async () => {
    const retried = pipeline({ name: "a" }, () => {
      train(
        { data },
        { retry: { limits: { "user-code": 9 }, backoffSeconds: 30, backoffFactor: 1 }, timeout: 100 },
      );
    });
    const ran = await retried.test({}, { fakes: { train: fails("user-code", { after: 20 }) } });
    expect(ran.step("train").tries.map(({ began, ended }) => [began, ended])).toEqual([
      [0, 20],
      [50, 70],
    ]);
    expect(ran).toMatchObject({ state: "failed", seconds: 100 });
  });

  test("begins no more steps at once than the pipeline may have", async () => {
    const narrow = pipeline({ name: "a", maxActiveSteps: 2 }, ({ flow }) => {
      flow.map([0.1, 0.2, 0.3, 0.4], (lr) => train({ data, lr }));
    });
    expect((await narrow.test({}, { fakes: { train: takes(10, { auc: 1 }) } })).seconds).toBe(20);
  });

  test("shows the command that would have run", async () => {
    const ran = await nightly.test({ day }, { fakes });
    expect(ran.step("map[1].train").command).toEqual([
      "python",
      "train.py",
      "/opt/ml/input/data/data",
      0.01,
      "/opt/ml/output/artifacts/model",
    ]);
  });

  test("is for the day of its slot by the clock of its schedule's zone", async () => {
    const daily = pipeline(
      { name: "a", schedule: { cron: "30 0 * * *", timezone: "Asia/Tokyo" } },
      () => void prep({ day: run.date }),
    );
    const ran = await daily.test({}, { fakes, clock: "2026-11-29T15:30:00Z" });
    expect(ran.step("prep").inputs).toEqual({ day: "2026-11-30" });
  });

  test("is the same each time", async () => {
    const [first, second] = [await nightly.test({ day }, { fakes }), await nightly.test({ day }, { fakes })];
    expect(JSON.stringify(first)).toBe(JSON.stringify(second));
  });

  test("of ten thousand steps takes no time to speak of", async () => {
    const rates = Array.from({ length: 10_000 }, (_, index) => index / 10_000);
    const wide = pipeline({ name: "a", params: { rates: p.list(p.float()) } }, ({ params, flow }) => {
      flow.map(params.rates, (lr) => train({ data, lr }), { max: 100 });
    });
    const ran = await wide.test({ rates }, { fakes: { train: { auc: 1 } } });
    expect([ran.ran.length, ran.seconds]).toEqual([10_000, 100]);
  });
});

describe("what is set up around steps", () => {
  const notes = (status: string) => notify({ status });
  const made = { notify: {}, train: { auc: 0.9 }, report: {}, deploy: {} };

  test("may hold branches and rules, in its body and in its teardown", async () => {
    const scoped = pipeline({ name: "a" }, ({ flow }) => {
      const t = train({ data });
      const { auc } = flow.scope(
        () => notes("begun"),
        () =>
          flow.when(
            t.auc.gte(0.8),
            () => notes("good"),
            () => notes("bad"),
          ),
        () => {
          const lost = train({ data }, { name: "lost", allowFailure: true });
          report({ auc: 0 }, { needs: [lost], triggerRule: "one_failed" });
          return flow.when(
            t.auc.gte(0.5),
            () => t,
            () => train({ data, lr: 0.5 }),
          );
        },
      );
      report({ auc }, { name: "last" });
    });
    const ran = await scoped.test({}, { fakes: { ...made, lost: fails("user-code") } });
    expect(ran.ran).toEqual([
      "train",
      "scope.notify",
      "scope.body.lost",
      "scope.body.report",
      "scope.teardown.when-then.notify-2",
      "last",
    ]);
    expect(ran.step("last").inputs).toEqual({ auc: 0.9 });
    expect(ran.state).toBe("success");
  });

  test("is torn down where one of its steps has succeeded and the next has not", async () => {
    const scoped = pipeline({ name: "a" }, ({ flow }) => {
      flow.scope(
        () => notify({ status: "second" }, { needs: [report({ auc: 0 })] }),
        () => train({ data }),
        () => deploy({ model: "s3://b/m" }),
      );
    });
    const ran = await scoped.test({}, { fakes: { ...made, notify: fails("user-code") } });
    expect(ran.ran).toEqual(["scope.report", "scope.notify", "scope.teardown.train"]);
    expect(ran.state).toBe("failed");
  });

  test.each([
    [undefined, "success"],
    [true, "failed"],
  ])(
    "is a failure where its teardown fails, if that is asked for (%s): %s",
    async (failOnTeardown, state) => {
      const options = failOnTeardown === undefined ? {} : { failOnTeardown };
      const scoped = pipeline({ name: "a" }, ({ flow }) => {
        flow.scope(
          () => notes("begun"),
          () => train({ data }),
          () => report({ auc: 1 }),
          options,
        );
      });
      expect((await scoped.test({}, { fakes: { ...made, train: fails("user-code") } })).state).toBe(state);
    },
  );
});

describe("many steps", () => {
  test("in a chain", async () => {
    const chain = pipeline({ name: "a" }, () => {
      let last = report({ auc: 0 });
      for (let auc = 1; auc < 10_000; auc++) last = report({ auc }, { needs: [last] });
    });
    const ran = await chain.test({}, { fakes: { report: {} } });
    expect([ran.ran.length, ran.ran.at(-1), ran.seconds]).toEqual([10_000, "report-10000", 10_000]);
  });

  test("in pipelines within pipelines", async () => {
    let outer = pipeline({ name: "inner" }, () => ({ auc: train({ data }).auc }));
    for (let level = 1; level < 100; level++) {
      const inner = outer;
      outer = pipeline({ name: `level-${level}` }, () => ({ auc: inner().auc }));
    }
    const ran = await outer.test({}, { fakes: { train: { auc: 0.9 } } });
    expect(ran.results).toEqual({ auc: 0.9 });
    expect(ran.ran[0]?.split(".")).toHaveLength(100);
  });
});

describe("a test that is wrong itself", () => {
  const wrong = async (given: object, options: object) =>
    nightly.test(given as never, { fakes, ...options } as never).then(
      () => "none",
      (error: Error) => error.message,
    );

  test.each([
    [
      { day },
      { fakes: { ...fakes, pick: undefined } },
      "The component pick has no fake, and its step pick is to run: give",
    ],
    [
      { day },
      { fakes: { ...fakes, "map[1].trian": {} } },
      "There is a fake of map[1].trian, and no such step: the pipeline has prep, map.train, pick, scope.mkdb,",
    ],
    [
      { day },
      { fakes: { ...fakes, train: {} } },
      "The fake of train gives no auc that can be one: it is missing.",
    ],
    [
      { day },
      { fakes: { ...fakes, train: { auc: "0.9" } } },
      'The fake of train gives no auc that can be one: it is "0.9": expected a number, e.g. 0.1.',
    ],
    [
      { day },
      { fakes: { ...fakes, prep: { auc: 1 } } },
      "The fake of prep gives auc: its component gives data.",
    ],
    [
      { day },
      { fakes: { ...fakes, prep: hangs() } },
      "prep never ends, and nothing cuts it off: give the step a timeout.",
    ],
    [{}, {}, "nightly is not given its input day"],
    [{ day: "today" }, {}, 'The test\'s day is "today": expected a date, e.g. 2026-11-30.'],
    [{ day, lrs: [0.1, "x"] }, {}, 'The test\'s lrs [1] is "x": expected a number, e.g. 0.1.'],
    [{ day, lr: 1 }, {}, "nightly has no input lr: it has day, lrs."],
    [{ day }, { clock: "noon" }, 'The test\'s clock is "noon": expected'],
  ])("%j with %j is told so", async (given, options, message) => {
    expect(await wrong(given, options)).toContain(message);
  });

  test("names the steps that there are where it asks for another", async () => {
    const ran = await nightly.test({ day }, { fakes });
    expect(() => ran.step("trian")).toThrow("No step of the run has the path trian: there are prep, ");
  });

  test("hears of what its fakes throw", async () => {
    const broken = () => {
      throw new Error("not as expected");
    };
    expect(await wrong({ day }, { fakes: { ...fakes, prep: broken } })).toBe("not as expected");
  });
});

test("fakes see lists of what is stored, and days of runs", async () => {
  const merge = component({
    name: "merge",
    inputs: { parts: p.list(artifact.dataset()), day: p.date() },
    outputs: { all: artifact.dataset() },
    command: ({ in: i, out }) => ["merge", i.parts, i.day, out.all.path],
  });
  const merging = pipeline({ name: "a", params: { days: p.list(p.date()) } }, ({ params, flow }) => {
    const parts = flow.map(params.days, (one) => prep({ day: one }));
    return merge({ parts: parts.collect("data"), day: run.date });
  });
  const seen: unknown[] = [];
  const ran = await merging.test(
    { days: ["2026-11-29", day] },
    {
      fakes: {
        prep: {},
        merge: merge.fake((inputs) => {
          seen.push(inputs);
          return { all: "s3://b/all" };
        }),
      },
    },
  );
  expect(seen).toEqual([
    { parts: ["s3://test/map[0].prep/data", "s3://test/map[1].prep/data"], day: "2026-01-01" },
  ]);
  expect(ran.results["all"]).toMatchObject({ uri: "s3://b/all" });
});
