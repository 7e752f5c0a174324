// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { KINDS } from "@slipway/model/kinds/all.ts";
import { canStop } from "@slipway/model/kinds/can-stop.ts";
import { describe, expect, test } from "vitest";
import { artifact, component, p, pipeline, run, text } from "../index.ts";
import { KINDS_OF_STEPS, specsOf } from "./kinds.ts";

const ACK = "sagemaker.services.k8s.aws/v1alpha1";
const train = component({
  name: "train",
  outputs: { model: artifact.model(), auc: p.float() },
  command: ["train"],
});

/** What the only function of a pipeline has made. */
const stepsOf = (body: Parameters<typeof pipeline>[1]) =>
  pipeline({ name: "a", params: { rate: p.float(), day: p.date() } }, body as never).definition().steps;

describe("steps without a program", () => {
  test("wait for a time, whatever says which", () => {
    const steps = stepsOf(({ params, flow }) => {
      const { rate } = params as Readonly<Record<"rate", never>>;
      const first = flow.wait({ seconds: 60 });
      flow.wait({ seconds: rate }, { name: "cool-down", timeout: 900 });
      flow.wait({ until: "2026-12-24T18:00:00+01:00" }, { needs: [first] });
      flow.wait({ until: text`${run.date}T06:00:00Z` });
    });
    expect(steps).toEqual([
      { name: "wait", wait: { seconds: 60 } },
      { name: "cool-down", timeoutSeconds: 900, wait: { seconds: "${{ parameters.rate }}" } },
      { name: "wait-2", needs: ["wait"], wait: { until: "2026-12-24T18:00:00+01:00" } },
      { name: "wait-3", wait: { until: "${{ run.date }}T06:00:00Z" } },
    ]);
  });

  test("wait for a URL, and hand on the status that it answers with", () => {
    const http = { status: [200, 410], intervalSeconds: 300, secret: "feed" };
    const [wait, tell] = stepsOf(({ flow }) => {
      const feed = flow.wait(
        { http: { url: text`https://example.com/${run.date}`, ...http } },
        { timeout: 600 },
      );
      flow.notify({ secret: "slack", message: text`it says ${feed.status}` });
    });
    const url = "https://example.com/${{ run.date }}";
    expect(wait).toEqual({ name: "wait", timeoutSeconds: 600, wait: { http: { url, ...http } } });
    expect(tell?.notify?.message).toBe("it says ${{ steps.wait.results.status }}");
  });

  test("wait for an object, and hand on what it gives", () => {
    const deploy = component({
      name: "deploy",
      inputs: { model: artifact.model() },
      command: ({ in: i }) => ["deploy", i.model],
    });
    const [wait, deployed] = stepsOf(({ flow }) => {
      const { modelArtifact } = flow.wait({
        resource: { apiVersion: ACK, kind: "TrainingJob", name: text`base-${run.date}`, condition: "Ready" },
      });
      deploy({ model: modelArtifact });
    });
    expect(wait?.wait).toEqual({
      resource: { apiVersion: ACK, kind: "TrainingJob", name: "base-${{ run.date }}", condition: "Ready" },
    });
    expect(deployed?.run?.inputs).toEqual([
      { name: "model", from: "${{ steps.wait.results.modelArtifact }}" },
    ]);
  });

  test("ask people, and read their answers", () => {
    const { steps, results } = pipeline({ name: "a" }, ({ flow }) => {
      const { auc } = train();
      const { share, by, comment } = flow.approve(
        {
          message: text`AUC is ${auc}`,
          fields: { share: p.float().default(0.1).describe("of traffic"), mode: p.string().enum("a", "b") },
        },
        { timeout: 86_400 },
      );
      return { share, by, comment };
    }).definition();
    expect(steps[1]).toEqual({
      name: "approve",
      timeoutSeconds: 86_400,
      approve: {
        message: "AUC is ${{ steps.train.results.auc }}",
        fields: [
          { name: "share", type: "number", description: "of traffic", default: 0.1 },
          { name: "mode", type: "string", enum: ["a", "b"] },
        ],
      },
    });
    const at = "steps.approve.results";
    expect(results).toEqual([
      { name: "share", value: `\${{ ${at}.share }}` },
      { name: "by", value: `\${{ ${at}.by }}` },
      { name: "comment", value: `\${{ has(${at}.comment) ? ${at}.comment : "" }}` },
    ]);
  });

  test("send messages, also as what a run ends with", () => {
    const { steps, onExit } = pipeline(
      {
        name: "a",
        onExit: ({ status, flow }) => flow.notify({ secret: "slack", message: text`nightly: ${status}` }),
      },
      ({ flow }) => {
        const { auc } = train();
        flow.notify({ secret: "hook", key: "address", payload: { blocks: [{ auc, note: "a ${{ b" }] } });
      },
    ).definition();
    expect(onExit?.[0]?.notify).toEqual({ secret: "slack", message: "nightly: ${{ run.state }}" });
    expect(steps[1]?.notify).toEqual({
      secret: "hook",
      key: "address",
      payload: { blocks: [{ auc: "${{ steps.train.results.auc }}", note: 'a ${{ "${{" }} b' }] },
    });
  });

  test("make objects, and take them away again", () => {
    const { steps, results } = pipeline({ name: "a", params: { rate: p.float() } }, ({ params, flow }) => {
      const job = flow.resource(
        {
          manifest: {
            apiVersion: ACK,
            kind: "TrainingJob",
            spec: {
              trainingJobName: text`nightly-${run.date}`,
              roleARN: "arn:aws:iam::000000000000:role/ml",
              algorithmSpecification: { trainingImage: "reg/train:1", trainingInputMode: "File" },
              hyperParameters: { rate: params.rate },
              outputDataConfig: { s3OutputPath: "s3://b/out" },
              resourceConfig: { instanceCount: 1, instanceType: "ml.m5.large", volumeSizeInGB: 10 },
              stoppingCondition: { maxRuntimeInSeconds: 3_600 },
            },
          },
          setOwnerReference: false,
        },
        { retry: { max: 1, on: ["internal"] } },
      );
      flow.resource({
        action: "delete",
        manifest: { apiVersion: "slipway.dev/v1alpha1", kind: "MetricAlarm", metadata: { name: "old" } },
      });
      return { auc: job.metrics.get("validation:auc"), model: job.modelArtifact };
    }).definition();
    expect(steps[0]).toMatchObject({
      name: "training-job",
      retry: { limits: { internal: 1 } },
      resource: {
        manifest: {
          spec: {
            trainingJobName: "nightly-${{ run.date }}",
            hyperParameters: { rate: "${{ parameters.rate }}" },
          },
        },
        setOwnerReference: false,
      },
    });
    expect(steps[0]?.resource?.action).toBeUndefined();
    expect(steps[1]).toEqual({
      name: "delete-metric-alarm",
      resource: {
        action: "delete",
        manifest: { apiVersion: "slipway.dev/v1alpha1", kind: "MetricAlarm", metadata: { name: "old" } },
      },
    });
    expect(results).toEqual([
      { name: "auc", value: '${{ steps["training-job"].results.metrics["validation:auc"] }}' },
      { name: "model", value: '${{ steps["training-job"].results.modelArtifact }}' },
    ]);
  });

  test("run other pipelines, and flows by their names", () => {
    const inner = pipeline({ name: "inner", params: { day: p.date(), rate: p.float().default(0.1) } }, () =>
      train(),
    );
    const alone = pipeline({ name: "alone" }, () => train().auc);
    const { steps, results } = pipeline({ name: "outer" }, ({ flow }) => {
      const { model, auc } = flow.run(inner, { day: run.date }, { version: "3", timeout: 60 });
      const value = flow.run(alone);
      const { rows } = flow.run("load", { day: run.date, tables: ["a"] }, { results: { rows: p.integer() } });
      return { model, auc, value, rows };
    }).definition();
    expect(steps).toEqual([
      {
        name: "inner",
        timeoutSeconds: 60,
        flow: { name: "inner", version: "3", parameters: { day: "${{ run.date }}" } },
      },
      { name: "alone", flow: { name: "alone" } },
      { name: "load", flow: { name: "load", parameters: { day: "${{ run.date }}", tables: ["a"] } } },
    ]);
    expect(results?.map(({ value }) => value)).toEqual([
      "${{ steps.inner.results.model }}",
      "${{ steps.inner.results.auc }}",
      "${{ steps.alone.results.value }}",
      "${{ steps.load.results.rows }}",
    ]);
  });
});

test("are of all kinds that steps can make, with what those give", () => {
  const kinds = KINDS.filter(({ kind }) => kind.namespaced);
  expect(Object.keys(KINDS_OF_STEPS).sort()).toEqual(kinds.map(({ kind }) => kind.kind).sort());
  for (const facts of kinds) {
    const { group, version, kind } = facts.kind;
    const known = KINDS_OF_STEPS[kind as keyof typeof KINDS_OF_STEPS];
    expect([known.apiVersion, known.ends]).toEqual([`${group}/${version}`, canStop(facts)]);
    const object = { spec: { transformOutput: {} }, status: {}, metadata: { name: "a" } };
    const given = Object.keys(facts.gives?.(object as never) ?? {});
    expect(Object.keys(specsOf(known)).sort()).toEqual([...given, "kind", "name", "status"].sort());
  }
});

describe("what cannot be is told on its line", () => {
  const problem = (body: (flow: Readonly<Record<string, (...given: unknown[]) => unknown>>) => unknown) => {
    try {
      stepsOf(({ flow }) => void body(flow as never));
      return "none";
    } catch (error) {
      return (error as Error).message;
    }
  };
  const model = { apiVersion: ACK, kind: "Model" };

  test.each([
    [
      (flow) => flow["wait"]?.({}),
      "flow.wait waits for nothing: expected one of seconds, until, resource, http.",
    ],
    [
      (flow) => flow["wait"]?.({ seconds: -1 }),
      "flow.wait cannot end: wait.seconds is -1: expected a number from 0",
    ],
    [
      (flow) => flow["wait"]?.({ until: "noon" }),
      'flow.wait cannot end: wait.until is "noon": expected an instant',
    ],
    [(flow) => flow["wait"]?.({ seconds: "1" }), 'flow.wait\'s seconds is "1": expected a number'],
    [
      (flow) => flow["resource"]?.({ manifest: { apiVersion: "v1", kind: "Pod" } }),
      "flow.resource is about Pod (v1), which is no kind that a step can make: there are TrainingJob",
    ],
    [
      (flow) => flow["resource"]?.({ manifest: model }),
      "flow.resource has no metadata.name, and apply needs to know which Model it is about.",
    ],
    [(flow) => flow["notify"]?.({ message: "a" }), "flow.notify has to name the Secret that holds the URL."],
    [
      (flow) => flow["notify"]?.({ secret: "a" }),
      "flow.notify has to have message or payload, and not both.",
    ],
    [
      (flow) => flow["approve"]?.({ fields: { by: p.string() } }),
      "A field of flow.approve is called by, which every answer has: call it otherwise.",
    ],
    [
      (flow) => flow["run"]?.(train),
      "flow.run runs a pipeline, or a Flow by its name: it is given a function",
    ],
  ] satisfies readonly (readonly [Parameters<typeof problem>[0], string])[])("%s", (body, message) => {
    expect(problem(body)).toContain(message);
  });

  test("outside of a pipeline", () => {
    let kept: { wait(time: { seconds: number }): unknown } | undefined;
    pipeline({ name: "a" }, ({ flow }) => {
      kept = flow;
      train();
    });
    expect(() => kept?.wait({ seconds: 1 })).toThrow(
      "flow.wait makes a step, and is called outside of a pipeline",
    );
  });
});
