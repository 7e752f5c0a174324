// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { type Key, type RunFailure, SlipwayError, STOP_ANNOTATION } from "@slipway/model";
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import { type Flow, flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, type FlowRunSpec, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ArtifactInfo, Artifacts } from "#artifacts/artifacts.ts";
import type { FactsAsked, Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { readCacheLook } from "#ledger/step-cache.ts";
import { readStepEnds } from "#ledger/step-records.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import { flowController } from "../flow/flow-controller.ts";
import { flowRunController } from "./flow-run-controller.ts";
import { noBuckets } from "./testing/bucket-names.ts";

const apiVersion = "slipway.dev/v1alpha1";
const KEY = "default/nightly-1";
const run = { command: ["true"] };

describe("a pipeline's run", () => {
  let workshop: Workshop;
  let runs: FakeRuns;
  let ledger: Ledger;
  let artifacts: Artifacts;
  let controller: ReturnType<typeof flowRunController>;
  beforeEach(async () => {
    workshop = await openWorkshop();
    runs = new FakeRuns(workshop.clock);
    ledger = createMemoryLedger();
    artifacts = noBuckets();
    controller = flowRunController({ runs, ledger, artifacts });
  });
  afterEach(async () => {
    await workshop.close();
    await ledger.close();
  });

  const look = () => settle(controller, KEY, workshop);
  const make = async (definition: FlowDefinition, spec: Partial<FlowRunSpec> = {}): Promise<void> => {
    const metadata = { name: "nightly", namespace: "default" };
    await workshop.hands.create(flowKind, { apiVersion, kind: "Flow", metadata, spec: definition });
    await settle(flowController({ ledger }), "default/nightly", workshop);
    await workshop.hands.create(flowRunKind, {
      apiVersion,
      kind: "FlowRun",
      metadata: { name: "nightly-1", namespace: "default" },
      spec: { flow: "nightly", ...spec },
    });
    await look();
  };
  const found = async (): Promise<FlowRun> => {
    const object = await workshop.hands.get(flowRunKind, KEY);
    if (object === undefined) throw new Error("there is no run");
    return object;
  };
  const status = async () => (await found()).status ?? {};
  /** The step's work, by what its name begins with. */
  const keyOf = (path: string): Key => {
    const spec = runs.started.findLast(({ name }) => name.startsWith(`nightly-1-${path}-`));
    if (spec === undefined) throw new Error(`nothing was started for ${path}`);
    return `default/${spec.name}`;
  };
  const end = async (
    path: string,
    how: "succeeded" | "failed" = "succeeded",
    facts: Readonly<Record<string, string>> = {},
  ) => {
    const failure = { class: "user-code", message: "it broke" } as const;
    workshop.clock.advance(1_000);
    runs.enter(keyOf(path), how, how === "failed" ? { failure } : { results: { stored: {}, facts } });
    await look();
  };
  const paths = (): readonly string[] =>
    runs.started.map(({ name }) => name.slice("nightly-1-".length).replace(/-[0-9a-f]{10}$/, ""));

  test("knows the day and the instant that it is for", async () => {
    const args = ["${{ run.date }}", "${{ run.scheduledTime }}", "${{ run.name }}"];
    await make({ steps: [{ name: "prepare", run: { command: ["prep"], args } }] });
    expect(runs.started[0]?.args).toEqual(["2026-01-01", "2026-01-01T00:00:00Z", "nightly-1"]);
  });

  test("of a slot knows that one's instant, and its day by the slot's zone, whatever becomes of the spec", async () => {
    const args = ["${{ run.date }}", "${{ run.scheduledTime }}"];
    const steps = [
      { name: "a", run: { command: ["a"], args } },
      { name: "b", needs: ["a"], run: { command: ["b"], args } },
    ];
    await make({ steps }, { scheduledTime: "2026-10-25T00:30:00+02:00", timeZone: "Europe/Paris" });
    expect(runs.started[0]?.args).toEqual(["2026-10-25", "2026-10-24T22:30:00Z"]);
    const object = await found();
    const spec = { ...object.spec, scheduledTime: "2020-01-01T00:00:00Z" };
    await workshop.hands.replace(flowRunKind, { ...object, spec }, "object");
    controller = flowRunController({ runs, ledger, artifacts });
    await end("a");
    expect(runs.started[1]?.args).toEqual(["2026-10-25", "2026-10-24T22:30:00Z"]);
  });

  test.each([
    [{ scheduledTime: "2026-11-30T03:00:00.5Z" }, "write RFC 3339 with whole seconds"],
    [{ scheduledTime: "2026-11-30T03:00:00Z", timeZone: "Paris" }, "write Europe/Paris"],
    [{ timeZone: "Europe/Paris" }, "timeZone goes with scheduledTime"],
  ])("is refused where its slot is %j", async (spec, message) => {
    await make({ steps: [{ name: "a", run }] }, spec);
    const condition = { type: "Accepted", status: "False", reason: "InvalidSlot" };
    const refused = { ...condition, message: expect.stringContaining(message) };
    expect((await status()).conditions).toContainEqual(expect.objectContaining(refused));
    expect(runs.started).toEqual([]);
  });

  test("begins what is ready, hands results on, and ends with its own", async () => {
    await make(
      {
        parameters: [
          { name: "day", type: "date" },
          { name: "rows", type: "integer", default: 10 },
        ],
        steps: [
          {
            name: "prepare",
            run: { command: ["prep"], args: ["${{ parameters.day }}"], results: [{ name: "rows" }] },
          },
          {
            name: "train",
            run: { command: ["train"], env: { ROWS: "${{ steps.prepare.results.rows + parameters.rows }}" } },
          },
        ],
        results: [{ name: "rows", value: "${{ steps.prepare.results.rows }}" }],
      },
      { parameters: { day: "2026-11-30" } },
    );
    expect(runs.started).toMatchObject([
      {
        image: "slipway.dev/script",
        entrypoint: ["prep"],
        args: ["2026-11-30"],
        told: { rows: "output/results/rows" },
      },
    ]);
    expect(await status()).toMatchObject({ phase: "Running", steps: { running: 1, success: 0 } });
    await end("prepare", "succeeded", { rows: "32" });
    expect(runs.started[1]).toMatchObject({ entrypoint: ["train"], env: { ROWS: "42" } });
    await end("train");
    expect(await status()).toMatchObject({
      phase: "Succeeded",
      startTime: "2026-01-01T00:00:00Z",
      completionTime: "2026-01-01T00:00:02Z",
      steps: { running: 0, success: 2 },
      results: { rows: 32 },
    });
    expect((await readStepEnds(ledger, subjectOf(await found()))).map(({ path }) => path)).toEqual([
      "prepare",
      "train",
    ]);
  });

  test("fails where its results are more than its status may hold, and says what is for them", async () => {
    await make({
      steps: [{ name: "a", run: { command: ["a"], results: [{ name: "text" }] } }],
      results: ["one", "two"].map((name) => ({ name, value: "${{ steps.a.results.text }}" })),
    });
    await end("a", "succeeded", { text: "é".repeat(150_000) });
    expect(await status()).toMatchObject({
      phase: "Failed",
      message:
        "Its results take 600019 bytes of JSON, and may take 400000: what is larger goes into an artifact",
      results: {},
    });
  });

  test("is refused where its parameters are more than its status may hold", async () => {
    const parameters = [{ name: "text", type: "string" as const }];
    await make({ parameters, steps: [{ name: "a", run }] }, { parameters: { text: "x".repeat(400_000) } });
    expect((await status()).conditions).toContainEqual(
      expect.objectContaining({
        type: "Accepted",
        status: "False",
        reason: "InvalidParameters",
        message: expect.stringContaining("Its parameters take 400011 bytes of JSON, and may take 400000"),
      }),
    );
    expect(runs.started).toEqual([]);
  });

  test("hands artifacts on, also those of all items of a step, and gives them itself", async () => {
    const data = { uri: "s3://slipway-default/x/data/", digest: "sha256:1" };
    await make({
      steps: [
        { name: "prep", run: { command: ["prep"], artifacts: [{ name: "data" }] } },
        {
          name: "fit",
          forEach: { items: [1, 2] },
          run: {
            command: ["fit"],
            args: ["${{ inputs.data.path }}", "${{ artifacts.model.path }}"],
            inputs: [{ name: "data", from: "${{ steps.prep.artifacts.data }}" }],
            artifacts: [{ name: "model", path: "/opt/ml/model/m.json" }],
          },
        },
        {
          name: "best",
          run: {
            command: ["best"],
            inputs: [
              { name: "models", from: "${{ steps.fit.artifacts.model }}" },
              { name: "rows", from: "s3://bucket/rows", path: "/opt/ml/input/rows" },
            ],
          },
        },
      ],
      results: [{ name: "data", value: "${{ steps.prep.artifacts.data }}" }],
    });
    expect(await artifacts.bucketExists("slipway-default")).toBe(true);
    const [prep] = runs.started;
    const place = `s3://slipway-default/runs/nightly-1/${prep?.name}/`;
    expect(prep).toMatchObject({
      outputs: [
        { name: "data", from: "output/artifacts/data", to: `${place}data/`, form: "artifact", when: "end" },
      ],
      folders: ["output", "output/artifacts"],
      toldUri: `${place}slipway-results.json`,
    });
    const give = async (path: string, name: string, { uri, digest }: typeof data) => {
      const results = { facts: {}, stored: { [name]: uri }, digests: { [name]: digest } };
      runs.enter(keyOf(path), "succeeded", { results });
      await look();
    };
    await give("prep", "data", data);
    expect(runs.started[1]).toMatchObject({
      args: ["/opt/ml/input/data/data", "/opt/ml/model/m.json"],
      inputs: [{ to: "input/data/data", from: { s3Uri: data.uri }, digest: "sha256:1", as: "copy" }],
      outputs: [{ name: "model", from: "model/m.json" }],
    });
    await give("fit-1", "model", { uri: "s3://box/two", digest: "sha256:3" });
    await give("fit-0", "model", { uri: "s3://box/one", digest: "sha256:2" });
    controller = flowRunController({ runs, ledger, artifacts });
    await look();
    const { inputs = [] } = runs.started.at(-1) ?? {};
    expect(inputs.map(({ to, from, digest }) => [to, "s3Uri" in from && from.s3Uri, digest])).toEqual([
      ["input/data/models/0", "s3://box/one", "sha256:2"],
      ["input/data/models/1", "s3://box/two", "sha256:3"],
      ["input/rows", "s3://bucket/rows", undefined],
    ]);
    await end("best");
    expect(await status()).toMatchObject({ phase: "Succeeded", results: { data } });
  });

  test.each([
    [
      "an artifact that it has not left",
      { artifacts: [{ name: "data" }] },
      "It left nothing at /opt/ml/output/artifacts/data",
    ],
    [
      "an input that is no data",
      { inputs: [{ name: "data", from: "${{ [1, 2] }}" }] },
      "The input data is 1: expected",
    ],
    [
      "a path that lays over what programs need",
      { results: [{ name: "x", path: "/usr/bin/x" }] },
      "/usr/bin/x is no place for what a step reads or gives",
    ],
    [
      "a secret of Slipway's own",
      { secrets: ["slipway-artifacts"] },
      "slipway-artifacts is a Secret of Slipway's own",
    ],
    [
      "an amount that is none",
      { resources: { memory: "much" } },
      'resources.memory is "much": expected an amount',
    ],
  ])("fails for %s", async (_, body, message) => {
    await make({ steps: [{ name: "a", run: { ...run, ...body } }] });
    if (runs.started.length > 0) await end("a");
    expect(await status()).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining(`a: ${message}`),
    });
  });

  describe("a step with a cache", () => {
    const data = { uri: "s3://slipway-default/x/data/", digest: "sha256:1" };
    let isKept: boolean;
    const flow = (cache: object, body: object = {}): FlowDefinition => ({
      steps: [
        {
          name: "a",
          cache,
          run: { ...run, artifacts: [{ name: "data" }], results: [{ name: "n" }], ...body },
        },
      ],
      results: [{ name: "n", value: "${{ steps.a.results.n }}" }],
    });
    const again = async (): Promise<void> => {
      controller = flowRunController({ runs, ledger, artifacts });
      await workshop.hands.remove(flowRunKind, KEY);
      await look();
      await workshop.hands.create(flowRunKind, {
        apiVersion,
        kind: "FlowRun",
        metadata: { name: "nightly-1", namespace: "default" },
        spec: { flow: "nightly" },
      });
      await look();
    };
    const first = async (cache: object, body: object = {}): Promise<void> => {
      isKept = true;
      artifacts.list = async () => ({ items: isKept ? [{} as ArtifactInfo] : [], prefixes: [] });
      await make(flow(cache, body));
      const results = { facts: { n: "7" }, stored: { data: data.uri }, digests: { data: data.digest } };
      runs.enter(keyOf("a"), "succeeded", { results });
      await look();
      expect(await status()).toMatchObject({ phase: "Succeeded", results: { n: 7 } });
    };
    const why = async () => (await readCacheLook(ledger, subjectOf(await found()), "a"))?.why;

    test("takes what an equal one gave, and says from where", async () => {
      await first({});
      expect(await why()).toBe("no step of the same program and inputs has succeeded yet");
      await again();
      expect(runs.started).toHaveLength(1);
      expect(await status()).toMatchObject({ phase: "Succeeded", results: { n: 7 } });
      const [end] = await readStepEnds(ledger, subjectOf(await found()));
      expect(end).toMatchObject({
        artifacts: { data },
        results: { n: 7 },
        why: "Taken from nightly-1, step a, of 2026-01-01T00:00:00Z",
      });
    });

    test.each([
      ["it is gone", {}, {}, "what equal steps gave is not there any more"],
      ["it is old", { maxAgeSeconds: 60 }, {}, "what equal steps gave is older than 60 s"],
      [
        "the image may be another",
        {},
        { image: "trainer:1" },
        "the image trainer:1 is named by what may change",
      ],
      [
        "its data may be other",
        {},
        { inputs: [{ name: "d", from: "s3://box/d" }] },
        'Input "d" is no artifact',
      ],
    ])("runs where %s", async (_, cache, body, reason) => {
      await first(cache, body);
      isKept = false;
      workshop.clock.advance(61_000);
      await again();
      expect(runs.started).toHaveLength(2);
      expect(await why()).toContain(reason);
    });

    test("runs where its program is another, unless a key of its own says that it is the same", async () => {
      await first({}, { args: ["${{ run.startTime }}"] });
      workshop.clock.advance(1_000);
      await again();
      expect(runs.started).toHaveLength(2);
    });

    test("of a key of its own is equal to others of that key", async () => {
      await first({ key: "v1" }, { image: "trainer:1", args: ["${{ run.startTime }}"] });
      workshop.clock.advance(1_000);
      await again();
      expect(runs.started).toHaveLength(1);
    });
  });

  test("begins no step whose artifacts no bucket would take, and waits for a store that is away", async () => {
    let error: Error = new SlipwayError("SLIP-S3-019", "no answer");
    artifacts.bucketExists = async () => {
      throw error;
    };
    await make({ steps: [{ name: "a", run: { ...run, artifacts: [{ name: "data" }] } }] });
    expect([runs.started, (await status()).phase]).toEqual([[], "Running"]);
    error = new SlipwayError("SLIP-S3-018", "access denied");
    await look();
    expect(await status()).toMatchObject({
      phase: "Failed",
      message: expect.stringMatching(/a: The bucket slipway-default.*access denied.*: make it/),
    });
  });

  test("fails with the words of its first failure, and tells what did not run", async () => {
    await make({
      steps: [
        { name: "a", run },
        { name: "b", run, needs: ["a"] },
      ],
    });
    await end("a", "failed");
    expect(await status()).toMatchObject({
      phase: "Failed",
      message: "a: it broke",
      steps: { failed: 1, upstreamFailed: 1 },
    });
  });

  test("goes on where it was when another process takes it up, and begins nothing twice", async () => {
    const items = [1, 2, 3];
    await make({
      steps: [
        { name: "a", run },
        { name: "b", run, needs: ["a"], forEach: { items, maxConcurrency: 2 } },
        { name: "c", run, needs: ["b"] },
      ],
    });
    await end("a");
    const before = paths();
    expect(before).toEqual(["a", "b-0", "b-1"]);
    controller = flowRunController({ runs, ledger, artifacts });
    await look();
    expect(paths()).toEqual(before);
    await end("b-1");
    expect(paths()).toEqual([...before, "b-2"]);
    controller = flowRunController({ runs, ledger, artifacts });
    await end("b-0");
    await end("b-2");
    controller = flowRunController({ runs, ledger, artifacts });
    await look();
    await end("c");
    expect(await status()).toMatchObject({ phase: "Succeeded", steps: { success: 6 } });
    expect(new Set(paths()).size).toBe(paths().length);
  });

  test("runs what its Flow was when it began", async () => {
    await make({
      steps: [
        { name: "a", run },
        { name: "b", run, needs: ["a"] },
      ],
    });
    const flow = (await workshop.hands.get(flowKind, "default/nightly")) as Flow;
    await workshop.hands.replace(flowKind, { ...flow, spec: { steps: [{ name: "x", run }] } }, "object");
    await settle(flowController({ ledger }), "default/nightly", workshop);
    controller = flowRunController({ runs, ledger, artifacts });
    await end("a");
    await end("b");
    expect(await status()).toMatchObject({ phase: "Succeeded" });
    expect(paths()).toEqual(["a", "b"]);
  });

  test("that is canceled stops what runs, tears down what was set up, and runs what is to run on exit", async () => {
    await make({
      steps: [
        { name: "mk", run, setup: true },
        { name: "work", run, needs: ["mk"] },
        { name: "rm", run, teardownOf: ["mk"] },
      ],
      onExit: [{ name: "tell", run: { args: ["${{ run.state }}"] } }],
    });
    await end("mk");
    const object = await found();
    const annotations = { [STOP_ANNOTATION]: "2026-01-01T00:00:01Z" };
    const metadata = { ...object.metadata, annotations };
    await workshop.hands.replace(flowRunKind, { ...object, metadata }, "object");
    await look();
    await look();
    expect(runs.stopAsked).toEqual([keyOf("work")]);
    await end("rm");
    expect(runs.started.at(-1)).toMatchObject({ args: ["canceled"] });
    await end("onexit-tell");
    expect(await status()).toMatchObject({ phase: "Canceled", steps: { success: 3, canceled: 1 } });
  });

  test("that is canceled goes on with what is inside of a teardown, and tries that again", async () => {
    await make({
      steps: [
        { name: "mk", run, setup: true },
        { name: "work", run, needs: ["mk"] },
        {
          name: "rm",
          teardownOf: ["mk"],
          steps: [{ name: "drop", run, retry: { limits: { "user-code": 1 } } }],
        },
      ],
    });
    await end("mk");
    await end("work");
    const object = await found();
    const metadata = { ...object.metadata, annotations: { [STOP_ANNOTATION]: "2026-01-01T00:00:02Z" } };
    await workshop.hands.replace(flowRunKind, { ...object, metadata }, "object");
    await look();
    expect(runs.stopAsked).toEqual([]);
    await end("rm-drop", "failed");
    workshop.clock.advance(5_000);
    await look();
    expect(runs.started.at(-1)).toMatchObject({ attempt: 2 });
    await end("rm-drop");
    expect(await status()).toMatchObject({ steps: { failed: 0, canceled: 0 } });
  });

  test("tries a step again as often as it may, after pauses, and what the machinery loses anyway", async () => {
    await make({
      steps: [{ name: "a", run, retry: { limits: { "user-code": 1, "out-of-memory": 1 }, memoryGrowth: 2 } }],
    });
    const lose = async (failure: RunFailure) => {
      runs.enter(`default/${runs.started.at(-1)?.name}`, "failed", { failure });
      await look();
      controller = flowRunController({ runs, ledger, artifacts });
      const before = runs.started.length;
      await look();
      expect(runs.started.length).toBe(before);
      workshop.clock.advance(20_000);
      await look();
    };
    await lose({ class: "user-code", message: "it broke" });
    await lose({ class: "out-of-memory", message: "killed" });
    await lose({ class: "preempted", message: "taken away" });
    expect(runs.started.map(({ attempt, memoryFactor }) => [attempt, memoryFactor])).toEqual([
      [1, 1],
      [2, 1],
      [3, 2],
      [4, 2],
    ]);
    await end("a", "failed");
    expect(await status()).toMatchObject({ phase: "Failed", message: "a: it broke" });
  });

  test("fails a step that takes longer than it may, and one that no machinery takes", async () => {
    await make({
      steps: [
        { name: "slow", run, timeoutSeconds: 60, retry: { limits: { timeout: 3 } } },
        { name: "next", run, needs: ["slow"], triggerRule: "all_failed" },
      ],
    });
    workshop.clock.advance(61_000);
    await look();
    await look();
    expect(runs.stopAsked).toHaveLength(1);
    const refused = runs.started.map(({ name }) => name);
    expect(refused).toHaveLength(2);
    await end("next");
    expect(await status()).toMatchObject({ phase: "Failed", message: "slow: It took longer than 60 s" });
  });

  test("that takes longer than it may ends as if it was canceled, and has failed", async () => {
    await make({
      timeoutSeconds: 60,
      steps: [
        { name: "a", run },
        { name: "b", run, needs: ["a"] },
      ],
    });
    workshop.clock.advance(61_000);
    await look();
    await look();
    expect(await status()).toMatchObject({
      phase: "Failed",
      message: "It took longer than 60 s",
      steps: { canceled: 2 },
    });
  });

  test("whose step no machinery takes as it stands fails, and says why", async () => {
    runs.startError = new SlipwayError("SLIP-RUN-002", "no such machine");
    await make({ steps: [{ name: "a", run }] });
    expect(await status()).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining("no such machine"),
    });
  });

  test("whose last step reads what there is not fails, writes it down and says why", async () => {
    const args = ["${{ steps.a.results.rows }}"];
    await make({
      steps: [
        { name: "a", run },
        { name: "b", run: { args } },
      ],
    });
    await end("a");
    const message = "b: No such key: rows";
    expect(await status()).toMatchObject({ phase: "Failed", message, steps: { failed: 1, success: 1 } });
    const ends = await readStepEnds(ledger, subjectOf(await found()));
    expect(ends.map(({ path, state }) => [path, state])).toEqual([
      ["a", "success"],
      ["b", "failed"],
    ]);
  });

  test("waits for its Flow, and says so", async () => {
    await workshop.hands.create(flowRunKind, {
      apiVersion,
      kind: "FlowRun",
      metadata: { name: "nightly-1", namespace: "default" },
      spec: { flow: "nightly" },
    });
    await look();
    expect(await status()).toMatchObject({
      phase: "Pending",
      message: "Waiting for the flow nightly, which is not there",
    });
  });

  test("begins when it is suspended no more, with what its Flow is then", async () => {
    await make({ steps: [{ name: "work", run }] }, { suspend: true });
    expect(await status()).toMatchObject({
      phase: "Pending",
      message: "It begins once spec.suspend is not true",
    });
    expect(runs.started).toEqual([]);
    const suspended = await found();
    await workshop.hands.replace(flowRunKind, { ...suspended, spec: { flow: "nightly" } }, "object");
    await look();
    await workshop.hands.replace(flowRunKind, { ...(await found()), spec: suspended.spec }, "object");
    await end("work");
    expect(await status()).toMatchObject({ phase: "Succeeded" });
  });

  test.each([["nightly"], ["another"]])(
    "that is canceled before it has begun is over, and begins nothing of %s",
    async (flow) => {
      await make({ steps: [{ name: "work", run }] }, { suspend: flow === "nightly", flow });
      const object = await found();
      const annotations = { [STOP_ANNOTATION]: "2026-01-01T00:00:01Z" };
      const metadata = { ...object.metadata, annotations };
      await workshop.hands.replace(flowRunKind, { ...object, metadata, spec: { flow } }, "object");
      await look();
      expect(await status()).toMatchObject({ phase: "Canceled", message: "Canceled before it had begun" });
      await look();
      expect(runs.started).toEqual([]);
      expect((await status()).conditions).toContainEqual(
        expect.objectContaining({ type: "Finished", status: "True", reason: "Canceled" }),
      );
    },
  );

  test("runs what its Flow says when it is made, though nobody has read that yet", async () => {
    const saying = (word: string) => ({ steps: [{ name: "a", run: { command: ["echo", word] } }] });
    await make(saying("old"));
    const flow = await workshop.hands.get(flowKind, "default/nightly");
    if (flow === undefined) throw new Error("there is no flow");
    await workshop.hands.replace(flowKind, { ...flow, spec: saying("new") }, "object");
    const metadata = { name: "nightly-2", namespace: "default" };
    await workshop.hands.create(flowRunKind, {
      apiVersion,
      kind: "FlowRun",
      metadata,
      spec: { flow: "nightly" },
    });
    await settle(controller, "default/nightly-2", workshop);
    expect(runs.started).toHaveLength(1);
    await settle(flowController({ ledger }), "default/nightly", workshop);
    await settle(controller, "default/nightly-2", workshop);
    expect(runs.started.at(-1)?.entrypoint).toEqual(["echo", "new"]);
  });

  test.each([
    [{ parameters: { dya: 1 } }, "parameters.dya: "],
    [{}, "parameters.day: is not given and has no default"],
    [{ parameters: { day: 1 }, version: "sha256:1" }, "The flow nightly has no version sha256:1"],
  ])("with %j is refused, and over", async (spec, message) => {
    await make({ parameters: [{ name: "day", type: "date" }], steps: [{ name: "a", run }] }, spec);
    const refused = await status();
    expect(refused).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining(message),
      completionTime: expect.any(String),
      conditions: [
        { type: "Accepted", status: "False", message: refused.message },
        { type: "Finished", status: "True", reason: "Failed", message: refused.message },
      ],
    });
    const object = await found();
    const parameters = { day: "2026-01-01" };
    await workshop.hands.replace(flowRunKind, { ...object, spec: { flow: "nightly", parameters } }, "object");
    await look();
    expect(await status()).toMatchObject({ phase: "Failed", message: refused.message });
    expect(runs.started).toEqual([]);
  });

  test("whose records are gone ends what it had begun, and is over", async () => {
    await make({
      steps: [
        { name: "a", run },
        { name: "b", run },
        { name: "c", run, needs: ["a"] },
      ],
    });
    await end("a");
    const begun = runs.started.map(({ name }) => name);
    controller = flowRunController({
      ...{ runs, artifacts },
      ledger: Object.assign(Object.create(ledger), {
        facts: async (asked: FactsAsked) => (asked.type === "step-end" ? { facts: [] } : ledger.facts(asked)),
      }),
    });
    await look();
    const lost = await status();
    expect(lost).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining("Records of its steps are gone"),
      completionTime: expect.any(String),
      steps: { running: 0, success: 1 },
    });
    expect(lost.conditions).toContainEqual(
      expect.objectContaining({ type: "Finished", status: "True", reason: "RecordsLost" }),
    );
    expect(runs.started.map(({ name }) => name)).toEqual(begun);
    expect(begun.map((name) => runs.phaseOf(`default/${name}`))).toEqual(["gone", "gone", "gone"]);
  });

  test("begins nothing before what it runs is stored", async () => {
    await make({ steps: [{ name: "a", run: { command: ["old"] } }] }, { suspend: true });
    const object = await found();
    await workshop.hands.replace(flowRunKind, { ...object, spec: { flow: "nightly" } }, "object");
    workshop.onWrite = () => {
      throw new Error("killed");
    };
    await look().catch(() => {});
    expect(runs.started).toEqual([]);
    workshop.onWrite = () => {};
    const flow = await workshop.hands.get(flowKind, "default/nightly");
    if (flow === undefined) throw new Error("there is no flow");
    const spec = { steps: [{ name: "a", run: { command: ["new"] } }] };
    await workshop.hands.replace(flowKind, { ...flow, spec }, "object");
    await settle(flowController({ ledger }), "default/nightly", workshop);
    await look();
    expect(runs.started.map(({ entrypoint }) => entrypoint)).toEqual([["new"]]);
  });

  test("that is deleted leaves nothing running", async () => {
    await make({
      steps: [
        { name: "a", run },
        { name: "b", run },
      ],
    });
    controller = flowRunController({ runs, ledger, artifacts });
    await workshop.hands.remove(flowRunKind, KEY);
    await look();
    expect(await workshop.hands.get(flowRunKind, KEY)).toBeUndefined();
    expect(runs.started.map(({ name }) => runs.phaseOf(`default/${name}`))).toEqual(["gone", "gone"]);
  });
});
