// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { describe, expect, test } from "vitest";
import type { FlowDefinition, FlowStep } from "../definition.ts";
import type { Json } from "../json.ts";
import { compileFlow } from "./compile.ts";
import { RunGraph } from "./run-graph.ts";
import type { WorkEnd } from "./work.ts";

const work = { run: { command: ["true"] } } as const;
const step = (name: string, more: Partial<FlowStep> = {}): FlowStep => ({ name, ...work, ...more });

/** A run that is played by hand. */
class Play {
  readonly graph: RunGraph;
  readonly ends: Record<string, string> = {};
  readonly why: Record<string, string | undefined> = {};
  readonly bodies: Record<string, Json> = {};

  constructor(
    definition: Omit<FlowDefinition, "steps"> & { readonly steps: readonly FlowStep[] },
    parameters = {},
  ) {
    this.graph = new RunGraph(compileFlow(definition), { parameters, run: { name: "nightly-1" } });
  }

  /** All that is to begin now. */
  begins(most = 1_000): readonly string[] {
    this.#decide();
    const taken = this.graph.take(most);
    this.#decide();
    for (const { path, body } of taken) this.bodies[path] = body;
    return taken.map(({ path }) => path);
  }

  ends_(path: string, state: WorkEnd["state"] = "success", results?: Readonly<Record<string, Json>>): void {
    expect(this.graph.ended(path, { state, ...(results === undefined ? {} : { results }) })).toBe(true);
    this.#decide();
  }

  #decide(): void {
    while (!this.graph.advance(3));
    for (const { path, state, why } of this.graph.takeSettled()) {
      expect(this.ends[path]).toBeUndefined();
      this.ends[path] = state;
      this.why[path] = why;
    }
  }
}

describe("steps of a run", () => {
  test("begin when what they need has ended, and read what it gave", () => {
    const play = new Play(
      {
        parameters: [{ name: "day", type: "date" }],
        steps: [
          step("prepare", { run: { command: ["prep", "${{ parameters.day }}"] } }),
          step("train", {
            run: { command: ["train"], args: ["--rows", "${{ steps.prepare.results.rows }}"] },
          }),
          step("report", { needs: ["train"] }),
        ],
        results: [{ name: "rows", value: "${{ steps.prepare.results.rows }}" }],
      },
      { day: "2026-11-30" },
    );
    expect(play.begins()).toEqual(["prepare"]);
    expect(play.bodies["prepare"]).toEqual({ command: ["prep", "2026-11-30"] });
    expect(play.begins()).toEqual([]);
    play.ends_("prepare", "success", { rows: 42 });
    expect(play.begins()).toEqual(["train"]);
    expect(play.bodies["train"]).toEqual({ command: ["train"], args: ["--rows", 42] });
    play.ends_("train");
    play.begins();
    expect(play.graph.end).toBeUndefined();
    play.ends_("report");
    expect(play.graph.end).toEqual({ state: "success", results: { rows: 42 } });
  });

  test("are skipped where their condition says so, and what comes after joins again", () => {
    const play = new Play({
      steps: [
        step("evaluate"),
        step("deploy", { when: "steps.evaluate.results.auc >= 0.8" }),
        step("report", { when: "steps.evaluate.results.auc < 0.8" }),
        step("tell", { needs: ["deploy", "report"], triggerRule: "none_failed_min_one_success" }),
      ],
    });
    play.begins();
    play.ends_("evaluate", "success", { auc: 0.7 });
    expect(play.begins()).toEqual(["report"]);
    expect(play.ends).toMatchObject({ deploy: "skipped" });
    expect(play.why["deploy"]).toBe("steps.evaluate.results.auc >= 0.8 is false");
    play.ends_("report");
    expect(play.begins()).toEqual(["tell"]);
    play.ends_("tell");
    expect(play.graph.end?.state).toBe("success");
  });

  test("whose expression has no value fail, and say why", () => {
    const play = new Play({ steps: [step("a"), step("b", { run: { args: ["${{ steps.a.results.x }}"] } })] });
    play.begins();
    play.ends_("a");
    expect(play.begins()).toEqual([]);
    expect([play.ends["b"], play.why["b"]]).toEqual(["failed", "No such key: x"]);
    expect(play.graph.end?.state).toBe("failed");
  });

  test("that fail fail the run, what needs them does not run, and the others go on", () => {
    const play = new Play({
      steps: [step("a"), step("b", { needs: ["a"] }), step("c"), step("d", { needs: ["c"] })],
    });
    play.begins();
    play.ends_("a", "failed");
    play.ends_("c");
    expect(play.begins()).toEqual(["d"]);
    play.ends_("d");
    expect(play.ends).toEqual({ a: "failed", b: "upstream_failed", c: "success", d: "success" });
    expect(play.graph.end?.state).toBe("failed");
  });

  test.each([
    ["all", "failed"],
    ["leaves", "success"],
  ] as const)("that were handled count where the outcome is of %s: %s", (outcome, state) => {
    const play = new Play({
      outcome,
      steps: [step("a"), step("b", { needs: ["a"], triggerRule: "one_failed" })],
    });
    play.begins();
    play.ends_("a", "failed");
    play.begins();
    play.ends_("b");
    expect(play.graph.end?.state).toBe(state);
  });

  test("that may fail do not fail the run", () => {
    const play = new Play({ steps: [step("a", { allowFailure: true })] });
    play.begins();
    play.ends_("a", "failed");
    expect(play.graph.end?.state).toBe("success");
  });

  test("nest in a hundred others at most", () => {
    const nested = (levels: number): FlowStep =>
      Array.from({ length: levels }).reduce(
        (inner: FlowStep) => ({ name: "around", steps: [inner] }),
        step("leaf"),
      );
    const play = new Play({ steps: [nested(100)] });
    const path = `${"around.".repeat(100)}leaf`;
    expect(play.begins()).toEqual([path]);
    play.ends_(path);
    expect(play.graph.end).toMatchObject({ state: "success" });
    expect(() => new Play({ steps: [nested(101)] })).toThrow("steps are nested deeper than 100 levels");
  });

  test("find and leave what they read and give at paths, and hand on what is stored", () => {
    const play = new Play({
      steps: [
        step("fit", {
          run: {
            args: ["${{ results.auc.path }}"],
            artifacts: [{ name: "model", path: "/out" }],
            results: [{ name: "auc" }],
          },
        }),
        step("use", {
          run: {
            args: ["${{ inputs.model.path }}"],
            inputs: [{ name: "model", from: "${{ steps.fit.artifacts.model.uri }}" }],
          },
        }),
      ],
    });
    play.begins();
    expect(play.bodies["fit"]).toMatchObject({ args: ["/opt/ml/output/results/auc"] });
    const model = { uri: "s3://b/model.tar.gz", digest: "sha256:1" };
    expect(play.graph.ended("fit", { state: "success", artifacts: { model } })).toBe(true);
    play.begins();
    expect(play.bodies["use"]).toEqual({
      args: ["/opt/ml/input/data/model"],
      inputs: [{ name: "model", from: "s3://b/model.tar.gz" }],
    });
  });

  test("begin by priority, and no more at once than the run may have", () => {
    const play = new Play({
      maxActiveSteps: 2,
      steps: [step("a"), step("b", { priority: 5 }), step("c"), step("d")],
    });
    expect(play.begins()).toEqual(["b", "a"]);
    play.ends_("b");
    expect(play.begins()).toEqual(["c"]);
    expect(play.graph.active).toBe(2);
  });
});

describe("a step with many items", () => {
  const items = "${{ parameters.rates }}";
  const run = { args: ["${{ item }}", "${{ index }}"] };
  const parameters = [{ name: "rates", type: "list" }] as const;

  test("runs for each, so many at once, and gives lists in their order", () => {
    const play = new Play(
      {
        parameters,
        steps: [
          step("fit", { run, forEach: { items, maxConcurrency: 2 } }),
          step("best", { run: { args: ["${{ steps.fit.results.auc }}"] } }),
        ],
      },
      { rates: [0.1, 0.2, 0.3] },
    );
    expect(play.begins()).toEqual(["fit[0]", "fit[1]"]);
    expect(play.bodies["fit[1]"]).toEqual({ args: [0.2, 1] });
    play.ends_("fit[1]", "success", { auc: 0.8 });
    expect(play.begins()).toEqual(["fit[2]"]);
    play.ends_("fit[2]", "success", { auc: 0.9 });
    play.ends_("fit[0]", "success", { auc: 0.7 });
    expect(play.begins()).toEqual(["best"]);
    expect(play.bodies["best"]).toEqual({ args: [[0.7, 0.8, 0.9]] });
  });

  test("lists null for what an item did not give, whatever its name is", () => {
    const play = new Play(
      {
        parameters,
        steps: [
          step("fit", { run, forEach: { items } }),
          step("then", {
            needs: ["fit"],
            run: { command: ["x"], args: ["${{ steps.fit.results.toString }}"] },
          }),
        ],
      },
      { rates: [1, 2] },
    );
    play.begins();
    play.ends_("fit[0]", "success", { toString: 1 } as unknown as Readonly<Record<string, Json>>);
    play.ends_("fit[1]", "success", { auc: 1 });
    expect(play.begins()).toEqual(["then"]);
    expect(play.bodies["then"]).toEqual({ command: ["x"], args: [[1, null]] });
  });

  test("bears so many failures, and begins no more after them", () => {
    const play = new Play(
      {
        parameters,
        steps: [step("fit", { run, forEach: { items, maxConcurrency: 1, toleratedFailureCount: 1 } })],
      },
      { rates: [1, 2, 3, 4] },
    );
    for (const item of [0, 1]) {
      expect(play.begins()).toEqual([`fit[${item}]`]);
      play.ends_(`fit[${item}]`, "failed");
    }
    expect(play.begins()).toEqual([]);
    expect(play.ends["fit"]).toBe("failed");
  });

  test.each([
    [["canceled"], 0, "canceled"],
    [["canceled", "success"], 1, "success"],
    [["canceled", "canceled"], 1, "canceled"],
    [["failed", "canceled"], 1, "canceled"],
    [["canceled", "canceled", "failed"], 2, "canceled"],
    [["failed", "failed"], 1, "failed"],
  ] as const)(
    "with items that ended %j, of which %i may fail, is %s, and so is its run",
    (ends, toleratedFailureCount, state) => {
      const play = new Play(
        {
          parameters,
          steps: [
            step("fit", { run, forEach: { items, maxConcurrency: 1, toleratedFailureCount } }),
            step("then", { needs: ["fit"] }),
          ],
        },
        { rates: ends.map((_, at) => at) },
      );
      for (const [item, end] of ends.entries()) {
        expect(play.begins()).toEqual([`fit[${item}]`]);
        play.ends_(`fit[${item}]`, end);
      }
      expect(play.begins()).toEqual(state === "success" ? ["then"] : []);
      if (state === "success") play.ends_("then");
      expect([play.ends["fit"], play.graph.end?.state]).toEqual([state, state]);
    },
  );

  test("without items is done at once; what is no list fails it", () => {
    const one = { parameters, steps: [step("fit", { run, forEach: { items } })] };
    const none = new Play(one, { rates: [] });
    expect([none.begins(), none.ends, none.graph.end?.state]).toEqual([[], { fit: "success" }, "success"]);
    const wrong = new Play(one, { rates: "x" });
    expect([wrong.begins(), wrong.ends["fit"], wrong.why["fit"]]).toEqual([
      [],
      "failed",
      'gives "x", and has to give a list',
    ]);
  });

  test("may hold steps, which may have items of their own, and read both", () => {
    const play = new Play({
      steps: [
        {
          name: "each",
          forEach: { items: ["a", "b"], as: "city" },
          steps: [
            step("load"),
            step("fit", {
              needs: ["load"],
              forEach: { items: [1, 2] },
              run: { args: ["${{ items.city }}", "${{ item }}"] },
            }),
          ],
          results: [{ name: "aucs", value: "${{ steps.fit.results.auc }}" }],
        },
        step("end", { run: { args: ["${{ steps.each.results.aucs }}"] } }),
      ],
    });
    expect(play.begins()).toEqual(["each[0].load", "each[1].load"]);
    play.ends_("each[1].load");
    expect(play.begins()).toEqual(["each[1].fit[0]", "each[1].fit[1]"]);
    expect(play.bodies["each[1].fit[1]"]).toEqual({ args: ["b", 2] });
    play.ends_("each[0].load");
    play.begins();
    for (const [n, path] of [
      "each[0].fit[0]",
      "each[0].fit[1]",
      "each[1].fit[1]",
      "each[1].fit[0]",
    ].entries())
      play.ends_(path, "success", { auc: n });
    expect(play.begins()).toEqual(["end"]);
    expect(play.bodies["end"]).toEqual({
      args: [
        [
          [0, 1],
          [3, 2],
        ],
      ],
    });
  });
});

describe("what a run sets up", () => {
  const steps = [
    step("mkdb", { setup: true }),
    step("load", { needs: ["mkdb"] }),
    step("fit", { needs: ["load"] }),
    step("rmdb", { teardownOf: ["mkdb"] }),
    step("after", { needs: ["rmdb"] }),
  ];

  test("is torn down after its work, however that ends, and its failure is none of the run's", () => {
    const play = new Play({ steps });
    play.begins();
    play.ends_("mkdb");
    play.begins();
    play.ends_("load", "failed");
    expect(play.begins()).toEqual(["rmdb"]);
    play.ends_("rmdb", "failed");
    expect(play.ends).toMatchObject({ fit: "upstream_failed", rmdb: "failed", after: "upstream_failed" });
    expect(play.graph.end?.state).toBe("failed");
  });

  test("is there before work behind other work, also where that does not ask for its success", () => {
    const play = new Play({
      steps: [
        step("mk", { setup: true }),
        step("slow", { needs: ["mk"] }),
        step("other"),
        step("work", { needs: ["slow", "other"], triggerRule: "one_success" }),
        step("rm", { needs: ["work"], teardownOf: ["mk"] }),
      ],
    });
    expect(play.begins()).toEqual(["mk", "other"]);
    play.ends_("other");
    expect(play.begins()).toEqual([]);
    play.ends_("mk");
    expect(play.begins()).toEqual(["slow", "work"]);
    play.ends_("work");
    expect(play.begins()).toEqual([]);
    play.ends_("slow");
    expect(play.begins()).toEqual(["rm"]);
  });

  test("is not torn down where it was never there", () => {
    const play = new Play({ steps });
    play.begins();
    play.ends_("mkdb", "failed");
    expect(play.begins()).toEqual([]);
    expect(play.ends).toMatchObject({ load: "upstream_failed", rmdb: "upstream_failed" });
  });

  test("is torn down when the run is canceled, once what runs has ended", () => {
    const play = new Play({
      steps,
      onExit: [step("tell", { run: { args: ["${{ run.state }}", "${{ steps.fit.state }}"] } })],
    });
    play.begins();
    play.ends_("mkdb");
    play.begins();
    play.graph.cancel();
    expect(play.begins()).toEqual([]);
    play.ends_("load", "canceled");
    expect(play.ends).toMatchObject({ fit: "canceled" });
    expect(play.begins()).toEqual(["rmdb"]);
    play.ends_("rmdb");
    expect(play.begins()).toEqual(["onExit.tell"]);
    expect(play.bodies["onExit.tell"]).toEqual({ args: ["canceled", "canceled"] });
    play.ends_("onExit.tell");
    expect(play.graph.end?.state).toBe("canceled");
  });

  test("fails the run where its teardown is to", () => {
    const play = new Play({
      steps: [step("mk", { setup: true }), step("rm", { teardownOf: ["mk"], onFailureFailRun: true })],
    });
    play.begins();
    play.ends_("mk");
    play.begins();
    play.ends_("rm", "failed");
    expect(play.graph.end?.state).toBe("failed");
  });
});

describe("a definition that cannot run", () => {
  test.each([
    [
      [step("a", { needs: ["b"] }), step("b", { needs: ["a"] })],
      "steps[0]: steps wait for each other: a needs b needs a",
    ],
    [[step("a", { needs: ["x"] })], 'steps[0].needs[0]: needs "x", and there is no such step beside it'],
    [[step("a"), step("a")], "steps[1].name: another step beside it is called a"],
    [[step("A_b")], 'steps[0].name: is "A_b": expected up to 63 of a-z, 0-9 and -'],
    [[step("a", { when: "steps.b.results.x > 1" })], 'steps[0].when: there is no step "b"'],
    [
      [step("a", { steps: [step("b", { when: "steps.c.results.x" })] })],
      'steps[0].steps[0].when: there is no step "c"',
    ],
    [[step("a", { when: "1 +" })], "steps[0].when: Unexpected token: EOF (at character 4)"],
    [
      [step("a", { run: { env: { A: "x ${{ parameters.z }}" } } })],
      'steps[0].run.env.A: there is no parameter "z"',
    ],
    [
      [step("a", { run: { args: ["ok", "${{ 1 + }}"] } })],
      "steps[0].run.args[1]: Unexpected token: EOF (at character 9)",
    ],
    [
      [step("a", { setup: true }), step("b", { needs: ["a"], triggerRule: "all_done" })],
      "steps[1].triggerRule: The step b needs the setup a, so that its rule must be all_success and not all_done",
    ],
  ])("%j", (steps, message) => {
    expect(() => compileFlow({ steps })).toThrow(message);
  });
});
