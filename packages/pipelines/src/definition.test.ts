// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours

import type { FlowStep } from "@slipway/model/flows/definition.ts";
import { readFlows } from "@slipway/model/flows/yaml/read-flows.ts";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { component, p, pipeline, run, text, trigger } from "./index.ts";
import { deploy, nightly, notify, pick, prep, report, train, weekly } from "./testing/nightly.ts";

const data = "s3://bucket/data";
const names = (steps: readonly FlowStep[] = []) => steps.map(({ name }) => name);

describe("the nightly recommender", () => {
  const definition = nightly.definition();

  test("has the steps that its function makes, in their order", () => {
    expect(names(definition.steps)).toEqual([
      "prep",
      "map",
      "pick",
      "scope",
      "when-then",
      "when-otherwise",
      "when",
    ]);
    expect(names(definition.onExit)).toEqual(["notify"]);
    expect(definition.parameters).toEqual([
      { name: "day", type: "date" },
      { name: "lrs", type: "list", default: [0.1, 0.01] },
    ]);
  });

  test("trains for each rate, with what the component says of its program", () => {
    expect(definition.steps[1]).toEqual({
      name: "map",
      forEach: { items: "${{ parameters.lrs }}", as: "map", maxConcurrency: 8 },
      steps: [
        {
          name: "train",
          retry: { limits: { preempted: 3, "out-of-memory": 3 } },
          pool: "gpu-spot",
          run: {
            image: "reg/train:1",
            command: ["python", "train.py"],
            args: ["${{ inputs.data.path }}", "${{ items.map }}", "${{ artifacts.model.path }}"],
            inputs: [{ name: "data", from: "${{ steps.prep.artifacts.data }}" }],
            results: [{ name: "auc", type: "number" }],
            artifacts: [{ name: "model", type: "model" }],
            secrets: ["hf-token"],
            resources: { "nvidia.com/gpu": "1" },
          },
        },
      ],
      results: [
        { name: "model", value: "${{ steps.train.artifacts.model }}" },
        { name: "auc", value: "${{ steps.train.results.auc }}" },
      ],
    });
  });

  test("tears down what it set up, after the work between them", () => {
    expect(definition.steps[3]?.steps).toMatchObject([
      { name: "mkdb", setup: true },
      { name: "body", needs: ["mkdb"], steps: [{ name: "report" }] },
      { name: "teardown", teardownOf: ["mkdb"], steps: [{ name: "rmdb" }] },
    ]);
  });

  test("decides by a condition in CEL, and joins again", () => {
    expect(definition.steps.slice(4)).toMatchObject([
      { name: "when-then", when: "steps.pick.results.auc >= 0.8" },
      { name: "when-otherwise", when: "!(steps.pick.results.auc >= 0.8)" },
      {
        name: "when",
        needs: ["when-then", "when-otherwise"],
        triggerRule: "none_failed_min_one_success",
        pass: {},
      },
    ]);
  });

  test("has a schedule in the model's words", () => {
    expect(nightly.schedule).toEqual({
      timing: { cron: "0 3 * * *", timeZone: "Europe/Paris" },
      policy: { catchup: "none", concurrencyPolicy: "Forbid" },
      parameters: { day: "${{ run.date }}" },
    });
  });

  test("is the same in YAML", () => {
    const { flows, skipped, problems } = readFlows(nightly.toYaml(), "nightly.yaml");
    expect(problems).toEqual([]);
    expect(flows.map(({ manifest }) => manifest)).toEqual([nightly.manifest()]);
    expect(skipped.map(({ what }) => what)).toEqual(["Schedule"]);
    const [flow, schedule] = parseAllDocuments(nightly.toYaml()).map((one) => one.toJS());
    expect(flow).toEqual({
      apiVersion: "slipway.dev/v1alpha1",
      kind: "Flow",
      metadata: { name: "nightly" },
      spec: definition,
    });
    expect(schedule).toEqual({
      apiVersion: "slipway.dev/v1alpha1",
      kind: "Schedule",
      metadata: { name: "nightly" },
      spec: {
        flow: "nightly",
        cron: "0 3 * * *",
        timeZone: "Europe/Paris",
        catchup: "none",
        concurrencyPolicy: "Forbid",
        parameters: { day: "${{ run.date }}" },
      },
    });
    expect(weekly.manifests()).toEqual([weekly.manifest()]);
  });

  test("is started by events in the model's words", () => {
    const orders = pipeline(
      {
        name: "orders",
        params: { orders: p.string(), day: p.string(), branch: p.string().default("main") },
        triggers: {
          written: trigger.objects(
            { prefix: "s3://data/orders/", suffix: ".csv" },
            {
              params: ({ uri, time }) => ({ orders: uri, day: text`at ${time}` }),
              when: ({ size }) => size.gt(0),
              maxActiveRuns: 4,
            },
          ),
          push: trigger.http(p.object({ ref: p.string(), files: p.list(p.string()) }), {
            params: ({ body }) => ({
              orders: body.get("files").at(0),
              day: "2026-11-30",
              branch: body.get("ref"),
            }),
            when: ({ body }) => body.get("ref").eq("refs/heads/main").and(body.get("files").size().gt(0)),
          }),
        },
      },
      ({ params }) => void train({ data }, { when: params.branch.eq("main") }),
    );
    const { flows, problems } = readFlows(orders.toYaml(), "orders.yaml");
    expect([flows.length, problems]).toEqual([1, []]);
    const common = { apiVersion: "slipway.dev/v1alpha1", kind: "Trigger" };
    expect(orders.manifests().slice(1)).toEqual([
      {
        ...common,
        metadata: { name: "orders-written" },
        spec: {
          flow: "orders",
          objects: { prefix: "s3://data/orders/", suffix: ".csv" },
          parameters: { orders: "${{ run.event.uri }}", day: "at ${{ run.event.time }}" },
          when: "run.event.size > 0",
          maxActiveRuns: 4,
        },
      },
      {
        ...common,
        metadata: { name: "orders-push" },
        spec: {
          flow: "orders",
          http: {},
          parameters: {
            orders: "${{ run.event.body.files[0] }}",
            day: "2026-11-30",
            branch: "${{ run.event.body.ref }}",
          },
          when: '(run.event.body.ref == "refs/heads/main") && (size(run.event.body.files) > 0)',
        },
      },
    ]);
  });

  test("is a step of another pipeline, with what it runs on exit", () => {
    const [step] = weekly.definition().steps;
    expect(step).toMatchObject({ name: "nightly", steps: [{ setup: true }, {}, { teardownOf: ["begin"] }] });
    expect(names(step?.steps?.[1]?.steps)).toEqual(names(definition.steps));
    expect(step?.steps?.[1]?.steps?.[0]?.run?.args?.[0]).toBe("${{ run.date }}");
    expect(step?.steps?.[1]?.steps?.[1]?.forEach?.items).toEqual([0.1, 0.01]);
    expect(step?.steps?.[2]?.steps?.[0]?.run?.args).toEqual(["${{ steps.main.state }}"]);
  });
});

describe("a definition", () => {
  test("has the same JSON each time that it is built", () => {
    const built = () =>
      pipeline({ name: "a", params: { day: p.date() } }, ({ params, flow }) => {
        const t = train({ data: prep({ day: params.day }).data }, { priority: 2, timeout: 60, cache: true });
        return flow.when(
          t.auc.lt(0.5).or(t.auc.eq(1)),
          () => t,
          () => train({ data }),
        );
      });
    expect(JSON.stringify(built().definition())).toBe(JSON.stringify(built().definition()));
  });

  test("says of steps what their options say, and of their component otherwise", () => {
    const [, step] = pipeline({ name: "a" }, () => {
      const first = notify({ status: "begun" });
      train(
        { data },
        {
          name: "lastTry",
          needs: [first],
          triggerRule: "all_done",
          retry: { limits: { "user-code": 2 }, backoffSeconds: 10 },
          timeout: 3_600,
          cache: { maxAgeSeconds: 86_400 },
          allowFailure: true,
          priority: 5,
          poolSlots: 2,
        },
      );
    }).definition().steps;
    expect(step).toMatchObject({
      name: "last-try",
      needs: ["notify"],
      triggerRule: "all_done",
      retry: { limits: { "user-code": 2 }, backoffSeconds: 10 },
      timeoutSeconds: 3_600,
      cache: { maxAgeSeconds: 86_400 },
      allowFailure: true,
      priority: 5,
      pool: "gpu-spot",
      poolSlots: 2,
    });
    expect(step?.run?.args?.[1]).toBe("0.1");
  });

  test("comes after what flow.after names, also from within others", () => {
    const { steps } = pipeline({ name: "a" }, ({ flow }) => {
      const first = notify({ status: "begun" });
      flow.after(first, () => flow.map([0.1], (lr) => train({ data, lr })));
      flow.map([0.1], (lr) => train({ data, lr }, { needs: [first] }));
    }).definition();
    expect(steps.map(({ needs }) => needs)).toEqual([undefined, ["notify"], ["notify"]]);
  });

  test("reads of a step whose name is no identifier, of lists and of objects", () => {
    const tune = component({
      name: "bestOf",
      outputs: { best: p.object({ lr: p.float(), deep: p.boolean() }), all: p.list(p.float()) },
      command: ["tune"],
    });
    const { steps } = pipeline({ name: "a" }, ({ flow }) => {
      const { best, all } = tune();
      flow.when(best.get("deep").and(all.size().gt(3)), () => train({ data, lr: best.get("lr") }));
      pick({ models: ["s3://b/a", train({ data, lr: all.at(0) }).model], aucs: [0.1, all.at(1)] });
    }).definition();
    const best = 'steps["best-of"].results';
    expect(steps[1]?.when).toBe(`${best}.best.deep && (size(${best}.all) > 3)`);
    expect(steps[1]?.steps?.[0]?.run?.args?.[1]).toBe(`\${{ ${best}.best.lr }}`);
    expect(steps[3]?.run?.args?.[1]).toBe(`\${{ ${best}.all[0] }}`);
    expect(steps[4]?.run?.inputs).toEqual([
      { name: "models", from: ["s3://b/a", "${{ steps.train.artifacts.model }}"] },
    ]);
    expect(steps[4]?.run?.args?.[1]).toEqual([0.1, `\${{ ${best}.all[1] }}`]);
  });

  test("gives what a pipeline's function returns, as branches have joined it", () => {
    const { results, steps } = pipeline({ name: "a" }, ({ flow }) => {
      const t = train({ data });
      const { model, auc } = flow.when(
        t.auc.gte(0.8),
        () => t,
        () => train({ data, lr: 0.5 }),
      );
      deploy({ model });
      return { auc, day: run.date };
    }).definition();
    expect(results).toEqual([
      { name: "auc", value: "${{ steps.when.results.auc }}" },
      { name: "day", value: "${{ run.date }}" },
    ]);
    expect(steps[3]?.results?.[1]).toEqual({
      name: "auc",
      value:
        '${{ steps["when-then"].state == "success" ? steps["when-then"].results.auc : steps["when-otherwise"].results.auc }}',
    });
    expect(steps[4]?.run?.inputs?.[0]?.from).toBe("${{ steps.when.results.model }}");
  });

  test("writes texts with values in them", () => {
    const load = component({
      name: "load",
      inputs: { day: p.date(), rows: p.integer() },
      command: ({ in: i }) => ["load", text`--day=${i.day}`, text`--rows=${i.rows}`],
      env: ({ in: i }) => ({ DAY: i.day, WHO: "us" }),
    });
    const [step] = pipeline({ name: "a" }, () => load({ day: run.date, rows: 7 })).definition().steps;
    expect(step?.run?.args).toEqual(["--day=${{ run.date }}", "--rows=7"]);
    expect(step?.run?.env).toEqual({ DAY: "${{ run.date }}", WHO: "us" });
  });

  test("runs on exit what its options say", () => {
    const { onExit } = pipeline(
      {
        name: "a",
        params: { day: p.date() },
        onExit: ({ status, params, flow }) =>
          flow.when(status.eq("failed"), () => notify({ status: text`${params.day}: ${status}` })),
      },
      ({ params }) => prep({ day: params.day }),
    ).definition();
    expect(onExit?.[0]?.when).toBe('run.state == "failed"');
    expect(onExit?.[0]?.steps?.[0]?.run?.args).toEqual(["${{ parameters.day }}: ${{ run.state }}"]);
  });

  test("has a report in it as often as it is called", () => {
    expect(
      names(pipeline({ name: "a" }, () => void [1, 2].map((auc) => report({ auc }))).definition().steps),
    ).toEqual(["report", "report-2"]);
  });
});

test("a step says in Argo's words what it waits for", () => {
  const { steps } = pipeline({ name: "a" }, () => {
    const first = train({ data });
    train({ data }, { name: "again", depends: "train.Failed || train.Errored" });
    notify({ status: "done" }, { depends: "train || again" });
    return { auc: first.auc };
  }).definition();
  expect(steps.map(({ depends }) => depends)).toEqual([
    undefined,
    "train.Failed || train.Errored",
    "train || again",
  ]);
});

test("a step that nobody can wait for is told when its pipeline is made", () => {
  expect(() => pipeline({ name: "a" }, () => train({ data }, { depends: "tarin.Failed" }))).toThrow(
    'needs "tarin", and there is no such step beside it',
  );
});
