// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import { type Flow, flowKind } from "@slipway/model/kinds/flow/index.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FlowBench } from "../../testing/flow-bench.ts";

const run = { command: ["true"] };
const inner: FlowDefinition = {
  parameters: [{ name: "day", type: "date" }],
  steps: [
    {
      name: "work",
      run: { command: ["work"], args: ["${{ parameters.day }}"], results: [{ name: "rows" }] },
    },
  ],
  results: [{ name: "rows", value: "${{ steps.work.results.rows }}" }],
};
const outer: FlowDefinition = {
  steps: [
    { name: "first", run },
    { name: "prep", needs: ["first"], flow: { name: "inner", parameters: { day: "${{ run.date }}" } } },
  ],
  results: [{ name: "rows", value: "${{ steps.prep.results.rows }}" }],
};

describe("a step that runs another flow", () => {
  let bench: FlowBench;
  beforeEach(async () => {
    bench = await FlowBench.open();
  });
  afterEach(() => bench.close());

  const child = async () => {
    const found = (await bench.all(flowRunKind)).filter(({ spec }) => spec.flow === "inner");
    const only = found.at(-1);
    if (only === undefined) throw new Error("there is no run of inner");
    return only.metadata.name;
  };
  const begun = async () => {
    await bench.flow("inner", inner);
    await bench.run(outer);
    await bench.ended("first");
    await bench.look(await child());
  };
  const endWork = async (rows: string, how: "succeeded" | "failed" = "succeeded") => {
    const name = bench.runs.started.at(-1)?.name ?? "";
    const failure = { class: "user-code", message: "it broke" } as const;
    bench.runs.enter(
      `default/${name}`,
      how,
      how === "failed" ? { failure } : { results: { stored: {}, facts: { rows } } },
    );
    await bench.look(await child());
    await bench.look();
  };

  test("gives what that gives", async () => {
    await begun();
    expect(await bench.get(flowRunKind, await child())).toMatchObject({
      metadata: { ownerReferences: [{ kind: "FlowRun", name: "nightly-1" }] },
      spec: { flow: "inner", parameters: { day: "2026-01-01" }, scheduledTime: "2026-01-01T00:00:00Z" },
    });
    await endWork("32");
    expect(await bench.status()).toMatchObject({ phase: "Succeeded", results: { rows: 32 } });
  });

  test("runs what that was when its own run began", async () => {
    await bench.flow("inner", inner);
    await bench.run(outer);
    const flow: Flow = await bench.get(flowKind, "inner");
    const before = flow.status?.version;
    await bench.change("inner", { steps: [{ name: "other", run }] });
    expect((await bench.get(flowKind, "inner")).status?.version).not.toBe(before);
    await bench.ended("first");
    await bench.look(await child());
    expect((await bench.status(await child())).version).toBe(before);
    await endWork("1");
    expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
  });

  test("has one run of it, wherever the server is killed", async () => {
    await begun();
    bench.kill();
    await bench.look();
    await bench.look(await child());
    await endWork("1");
    expect((await bench.all(flowRunKind)).length).toBe(2);
    expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
  });

  test("fails as that does, or is tried again with another run", async () => {
    const retry = { limits: { "user-code": 1 } };
    await bench.flow("inner", inner);
    await bench.run({
      steps: [{ name: "prep", retry, flow: { name: "inner", parameters: { day: "2026-02-03" } } }],
    });
    const first = await child();
    await bench.look(first);
    await endWork("", "failed");
    bench.workshop.clock.advance(5_000);
    await bench.look();
    const names = (await bench.all(flowRunKind)).map(({ metadata }) => metadata.name);
    const second = names.find((name) => name !== first && name !== "nightly-1") ?? "";
    await bench.look(second);
    const name = bench.runs.started.at(-1)?.name ?? "";
    bench.runs.enter(`default/${name}`, "failed", { failure: { class: "user-code", message: "again" } });
    await bench.look(second);
    await bench.look();
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: `prep: FlowRun default/${second}: work: again`,
    });
  });

  test("fails where that refuses what it is given", async () => {
    await bench.flow("inner", inner);
    await bench.run({ steps: [{ name: "prep", flow: { name: "inner", parameters: { dya: 1 } } }] });
    await bench.look(await child());
    await bench.look();
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: expect.stringMatching(
        /^prep: FlowRun default\/\S+: parameters\.day: is not given .*\nparameters\.dya: is not known/s,
      ),
    });
  });

  test("is canceled with its run, once that has torn down what it had set up", async () => {
    await begun();
    await bench.cancel();
    expect(await bench.status()).toMatchObject({ phase: "Running" });
    await bench.look(await child());
    const name = bench.runs.started.at(-1)?.name ?? "";
    expect(bench.runs.stopAsked).toEqual([`default/${name}`]);
    bench.runs.enter(`default/${name}`, "stopped");
    await bench.look(await child());
    await bench.look();
    expect(await bench.status()).toMatchObject({ phase: "Canceled", steps: { canceled: 1 } });
    expect(await bench.status(await child())).toMatchObject({ phase: "Canceled" });
  });

  test("waits before it begins for a flow that is not there", async () => {
    await bench.run(outer);
    expect(await bench.status()).toMatchObject({
      phase: "Pending",
      message: "Waiting for the flow inner, which a step runs and which is not there",
    });
    expect(bench.runs.started).toEqual([]);
  });

  test.each(["nightly", "${{ 'night' + 'ly' }}"])("refuses to run its own flow, %s", async (name) => {
    await bench.run({ steps: [{ name: "again", flow: { name } }] });
    const { conditions = [], message = "" } = await bench.status();
    const accepted = conditions.find(({ type }) => type === "Accepted")?.message ?? "";
    expect(accepted + message).toContain("the flow nightly runs nightly, which would never end");
  });

  test("refuses flows that run each other, and says so above", async () => {
    await bench.flow("b", { steps: [{ name: "back", flow: { name: "nightly" } }] });
    await bench.run({ steps: [{ name: "on", flow: { name: "b" } }] });
    const [inB] = (await bench.all(flowRunKind)).filter(({ spec }) => spec.flow === "b");
    await bench.look(inB?.metadata.name);
    await bench.look();
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining("the flow nightly runs b runs nightly, which would never end"),
    });
  });

  test("runs a hundred of them inside of each other, and no more than two hundred", {
    timeout: 300_000,
  }, async () => {
    const results = [{ name: "depth", value: "${{ steps.on.results.depth + 1 }}" }];
    await bench.flow("f100", { steps: [{ name: "on", pass: {} }], results: [{ name: "depth", value: 0 }] });
    for (let depth = 99; depth > 0; depth--)
      await bench.flow(`f${depth}`, { steps: [{ name: "on", flow: { name: `f${depth + 1}` } }], results });
    await bench.run({ steps: [{ name: "on", flow: { name: "f1" } }], results });
    const names = new Map<string, string>([["nightly", "nightly-1"]]);
    for (let depth = 1; depth <= 100; depth++) {
      const made = (await bench.all(flowRunKind)).find(({ spec }) => spec.flow === `f${depth}`);
      names.set(`f${depth}`, made?.metadata.name ?? "");
      await bench.look(made?.metadata.name);
    }
    for (let depth = 99; depth > 0; depth--) await bench.look(names.get(`f${depth}`));
    await bench.look();
    expect(await bench.status()).toMatchObject({ phase: "Succeeded", results: { depth: 100 } });
  });
});
