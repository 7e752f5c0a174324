import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Resource } from "@slipway/model";
import { keptRecordsPath } from "@slipway/model/kubernetes/kept-records.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { podOf } from "../flow/step-logs.ts";
import { TinyHome } from "../testing/tiny-home.ts";

const apiVersion = "slipway.dev/v1alpha1";
const pathOf = (name: string) => `/apis/${apiVersion}/namespaces/default/flowruns/${name}`;
const definition = {
  parameters: [
    { name: "day", type: "date" },
    { name: "rate", type: "number" },
  ],
  steps: [{ name: "train", run: { command: ["true"] } }],
};

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
  writeFileSync(join(home.folder, "nightly.json"), JSON.stringify(definition));
});
afterEach(() => home.stop());

function putRun(name: string, hour: number, spec: object = {}): void {
  const metadata = { name, namespace: "default", creationTimestamp: `2026-11-30T0${hour}:00:00Z` };
  const run = { apiVersion, kind: "FlowRun", metadata, spec: { flow: "nightly", ...spec } };
  home.kubernetes.put(pathOf(name), run as Resource);
}

function keep(name: string, about: "step-ends" | "step-tries", items: readonly object[]): void {
  const of = { namespace: "default", kind: "FlowRun", name };
  home.kubernetes.records.set(keptRecordsPath(of, about), { items });
}

const spin = (...more: readonly string[]) =>
  home.cli("spin", "nightly.json", "train", "--name", "again", ...more);

describe("slipway spin", () => {
  test("is of the newest run that came to the step, as the file has it, with what is said in place of that one's parameters", async () => {
    putRun("old", 1);
    putRun("newer", 2);
    putRun("newest", 3);
    putRun("of-one-step", 4, { spin: { run: "old", step: "train" } });
    putRun("other", 5, { flow: "weekly" });
    for (const name of ["old", "newer", "newest"]) keep(name, "step-ends", []);
    keep("newest", "step-tries", []);
    for (const name of ["old", "newer"])
      keep(name, "step-tries", [{ path: "train", attempt: 1, run: name, at: "2026-11-30T00:00:00Z" }]);
    const { exitCode, stdout, stderr } = await spin("--param", "rate=0.5", "--no-wait");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "flowrun/again\n" });
    expect(stderr).toContain("flowrun/again runs train on what it was given in flowrun/newer\n");
    expect(home.kubernetes.objects.get(pathOf("again"))).toMatchObject({
      spec: { flow: "nightly", parameters: { rate: 0.5 }, spin: { run: "newer", step: "train", definition } },
    });
  });

  test("tells what the step wrote and gave, and how to go on", async () => {
    putRun("first", 1);
    const pod = podOf("again-train-1");
    const metadata = { name: pod, namespace: "default" };
    const over = { apiVersion: "v1", kind: "Pod", metadata, status: { phase: "Succeeded" } };
    home.kubernetes.put(`/api/v1/namespaces/default/pods/${pod}`, over as Resource);
    home.kubernetes.log(pod, ["2026-11-30T00:00:01Z epoch 1", "2026-11-30T00:00:02Z epoch 2"], true);
    home.kubernetes.meanwhile = () => {
      const made = home.kubernetes.objects.get(pathOf("again"));
      if (made === undefined || "status" in made) return;
      const completionTime = "2026-11-30T01:00:00Z";
      home.kubernetes.put(pathOf("again"), {
        ...made,
        status: { phase: "Succeeded", completionTime },
      } as Resource);
    };
    keep("again", "step-tries", [
      { path: "train", attempt: 1, run: "again-train-1", at: "2026-11-30T00:00:00Z" },
    ]);
    const given = {
      results: { loss: 0.2 },
      artifacts: { model: { uri: "s3://b/model", digest: "sha256:1" } },
    };
    keep("again", "step-ends", [
      { path: "train", state: "success", isWork: true, at: "2026-11-30T00:00:05Z", ...given },
    ]);
    const { exitCode, stdout, stderr } = await spin("--from", "first");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "epoch 1\nepoch 2\nflowrun/again\n" });
    expect(stderr).toContain(
      "  loss = 0.2\n  model = s3://b/model\n✓ train is done. Next:\n  slipway spin nightly.json train --from first\n  slipway describe flowrun/again\n",
    );
  });

  test("ends where the home says that there is nothing to run", async () => {
    putRun("first", 1);
    home.kubernetes.meanwhile = () => {
      const made = home.kubernetes.objects.get(pathOf("again"));
      if (made === undefined || "status" in made) return;
      const message = "train has no inputs in first: prepare before it did not succeed there";
      const conditions = [{ type: "Accepted", status: "False", reason: "CannotSpin", message }];
      home.kubernetes.put(pathOf("again"), { ...made, status: { conditions } } as Resource);
    };
    for (const about of ["step-ends", "step-tries"] as const) keep("again", about, []);
    const { exitCode, stderr } = await spin("--from", "first", "--param", "rate=1");
    expect([exitCode, stderr]).toEqual([
      100,
      expect.stringContaining("train has no inputs in first: prepare"),
    ]);
    expect(stderr).toContain("slipway spin nightly.json train --from first --param rate=1\n");
  });

  test("says what is missing or wrong before anything is made", async () => {
    const none = await spin();
    expect([none.exitCode, none.stderr]).toEqual([
      2,
      expect.stringContaining("the flow nightly has no run yet whose inputs train could be given"),
    ]);
    const gone = await spin("--from", "flowrun/gone");
    expect([gone.exitCode, gone.stderr]).toEqual([3, expect.stringContaining("gone")]);
    const wrong = await spin("--param", "rat=1");
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("rat: is not known: did you mean rate?"),
    ]);
    expect(home.kubernetes.written).toEqual([]);
  });
});

describe("slipway diff", () => {
  test("tells what becomes of steps that ask for the cache, and why", async () => {
    const image = `reg/a@sha256:${"1".repeat(64)}`;
    const steps = (rate: string) => [
      { name: "prepare", cache: {}, run: { image } },
      { name: "train", cache: {}, needs: ["prepare"], run: { image, args: [rate] } },
    ];
    const metadata = { name: "nightly", namespace: "default" };
    home.kubernetes.put(`/apis/${apiVersion}/namespaces/default/flows/nightly`, {
      ...{ apiVersion, kind: "Flow", metadata },
      ...{ spec: { steps: steps("0.1") }, status: { version: "sha256:1" } },
    } as Resource);
    for (const [name, hour, version] of [
      ["first", 1, "sha256:1"],
      ["older", 2, "sha256:0"],
    ] as const) {
      putRun(name, hour);
      const made = home.kubernetes.objects.get(pathOf(name));
      const status = { phase: "Succeeded", version, completionTime: "2026-11-30T09:00:00Z" };
      home.kubernetes.put(pathOf(name), { ...made, status } as Resource);
    }
    const at = "2026-11-30T01:00:00Z";
    keep(
      "first",
      "step-ends",
      ["prepare", "train"].map((path) => ({ path, state: "success", isWork: true, at })),
    );
    writeFileSync(join(home.folder, "nightly.json"), JSON.stringify({ steps: steps("0.2") }));
    const { exitCode, stdout } = await home.cli("diff", "nightly.json");
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      "Cache, for a run that is given what first was:\n  prepare  is taken: nothing of it has changed\n  train    runs again: args changed\n",
    );
    const [told] = JSON.parse((await home.cli("diff", "nightly.json", "-o", "json")).stdout);
    expect(told.cache).toMatchObject([
      { what: "taken" },
      { step: "train", what: "runs", why: "args changed" },
    ]);
  });
});
