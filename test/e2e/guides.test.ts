import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  startEngine,
  type TestEngine,
} from "../../packages/platform/src/embedded/node-agent/testing/engine.ts";
import { follow } from "./support/follow.ts";
import { Home, ok, ROOT } from "./support/home.ts";
import { type Programs, programs } from "./support/shell.ts";

const DOCS = join(ROOT, "docs");
const GUIDES = join(DOCS, "guides");

describe("the guides", () => {
  let engine: TestEngine;
  let home: Home;
  let tools: Programs;
  beforeAll(async () => {
    engine = await startEngine();
    await engine.makeImage("docker.io/library/busybox:1.37");
    [home, tools] = await Promise.all([Home.withPython(engine.env), programs()]);
  });
  afterAll(async () => {
    tools.remove();
    await home.down();
    await engine.stop();
  });

  const guide = (name: string): Promise<string> => follow(home, tools, join(GUIDES, `${name}.md`));
  const field = (job: string, path: string) =>
    ok(home.kubectl("get", "trainingjob", job, "-o", `jsonpath={.status.${path}}`));

  test("are all followed: here, or by the tests of the examples in the homes they are about", () => {
    const here = [
      "train",
      "own-script",
      "metrics",
      "own-container",
      "process",
      "serve",
      "scale",
      "batch",
      "node-pools",
      "failures",
      "stop",
      "instances",
      "spot",
      "data",
      "aws-sdk",
      "sagemaker-sdk",
    ];
    const elsewhere = ["cluster", "sagemaker", "gpu", "channels"];
    // What they say of endpoints under load is done by updates.test.ts, ab.test.ts and feedback.test.ts.
    const underLoad = ["update", "ab"];
    // Followed by keys.test.ts and flow-commands.test.ts, and done by async-inference.test.ts and conformance/prometheus.
    const byOwnTest = ["expose", "flows", "async", "prometheus"];
    expect(readdirSync(GUIDES).sort()).toEqual(
      [...here, ...elsewhere, ...underLoad, ...byOwnTest].map((name) => `${name}.md`).sort(),
    );
  });

  test("train.md ends with a model and its metrics, at both doors", async () => {
    const said = await guide("train");
    expect(said).toMatch(/train-rmse:\d/);
    expect(said).toMatch(/"metricName":"validation:rmse"/);
    expect(said).toContain("s3://abalone-example/models/abalone-xgboost/output/model.tar.gz");
  });

  test("serve.md goes on from there to predictions, and takes the endpoint away", async () => {
    const said = await guide("serve");
    expect(said).toMatch(/^rmse [\d.]+$/m);
    expect(said).toMatch(/endpoint\S* "abalone" deleted/);
    expect(await ok(home.kubectl("get", "models.sagemaker.services.k8s.aws", "-o", "name"))).toBe("");
  });

  test("scale.md tells what a day would cost, and why copies change", async () => {
    const said = await guide("scale");
    // 20 copies for 24 hours, and what those are at 0.23 an hour.
    expect(said).toMatch(/^always 20 +20 +480 +110 USD +0 \(0%\) +0s +0$/m);
    expect(said).toMatch(/From 1 to \d+: InvocationsPerInstance is \d+, above its target of 60/);
  });

  test("batch.md has an answer behind the name of each row, from either door", async () => {
    const said = await guide("batch");
    expect(said.match(/^shell-\d\d,\d+\.\d+$/gm)).toHaveLength(24);
    await ok(home.kubectl("delete", "transformjobs,models.sagemaker.services.k8s.aws", "--all"));
  });

  test("instances.md has hosts average numbers, and one of them tell what it had", async () => {
    const said = await guide("instances");
    expect(said).toMatch(/^algo-1 mean=0\.0$/m);
    expect(said).toMatch(/^mean=0\.0$/m);
  });

  test("spot.md has a job interrupted, which goes on from its checkpoint", async () => {
    const said = await guide("spot");
    expect(Number(/starts at epoch (\d+)/.exec(said)?.[1])).toBeGreaterThan(0);
    expect(said).toContain("Managed Spot Training savings: 0.0%");
  });

  test("data.md fetches a model, keeps what is in use, and ends with the bucket cleaned up", async () => {
    const said = await guide("data");
    expect(said).toMatch(/^model\.json$/m);
    expect(said).toMatch(/jobs\/kept\/ .* trainingjob\/kept$/m);
    expect(said).toContain("exit code 5");
    expect(said.trimEnd().split("\n").at(-1)).toBe("s3://slipway-default/jobs/kept/ removed");
  });

  test("own-script.md ends with the model's content", async () => {
    const said = await guide("own-script");
    expect(said).toContain("epoch=60 ");
    expect(Object.keys(JSON.parse(said.trimEnd().split("\n").at(-1) ?? ""))).toEqual(["slope", "offset"]);
  });

  test("metrics.md shows what was printed, by step, also when the job is gone", async () => {
    const said = await guide("metrics");
    expect(said.match(/^loss +5 +0\.2 +0\.2 +1 +5$/gm)).toHaveLength(2);
    expect(said).toMatch(/"metricName":"accuracy".*"value":"?0\.9/);
  });

  test("node-pools.md runs on a pool, and waits for one that nothing fits", async () => {
    const said = await guide("node-pools");
    expect(said).toMatch(/^small +\["small"\]/m);
    expect(said).toContain("Insufficient memory");
    expect(await field("on-small", "trainingJobStatus")).toBe("Completed");
  });

  test("failures.md fails with the traceback's last line, and then succeeds", async () => {
    const said = await guide("failures");
    expect(said).toContain("exit code 100");
    expect(said).toContain("KeyError: 'age'");
    expect(await field("failing", "trainingJobStatus")).toBe("Failed");
    expect(await field("mended", "trainingJobStatus")).toBe("Completed");
  });

  test("stop.md keeps what the job had, asked by hand and by its time limit", async () => {
    const said = await guide("stop");
    expect(said.match(/exit code 103/g)).toHaveLength(2);
    expect(said).toMatch(/\{"step": \d+\}/);
    expect(await field("limited", "secondaryStatus")).toBe("MaxRuntimeExceeded");
  });

  test("aws-sdk.md trains, serves and asks by boto3 alone", async () => {
    const said = await guide("aws-sdk");
    expect(said).toMatch(/^predicted [\d.]+, truth 10$/m);
    expect(said).toMatch(/^boto3-example\tCompleted$/m);
  });

  test("sagemaker-sdk.md sets a shell up by which hosts of AWS's are the home", async () => {
    expect(await guide("sagemaker-sdk")).not.toContain("HTTPS_PROXY is replaced");
  });

  test("process.md ends with the results of both outputs", async () => {
    const said = await guide("process");
    expect(said).toMatch(/ split\/train\/train\.csv$/m);
    expect(said).toMatch(/ split\/validation\/validation\.csv$/m);
  });

  test("own-container.md runs an image as it is written", async () => {
    expect(await guide("own-container")).toContain('{"epochs":"7"}');
    expect(await field("own-container", "trainingJobStatus")).toBe("Completed");
  });
});

test("no link in the documents of people's own tasks leads nowhere", () => {
  const files = [
    ...["README.md", "CONTRIBUTING.md"].map((name) => join(ROOT, name)),
    ...readdirSync(DOCS, { recursive: true, encoding: "utf8" }).flatMap((name) =>
      name.endsWith(".md") ? [join(DOCS, name)] : [],
    ),
    ...readdirSync(join(ROOT, "examples"), { recursive: true, encoding: "utf8" }).flatMap((name) =>
      name.endsWith(".md") ? [join(ROOT, "examples", name)] : [],
    ),
  ];
  const broken = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].flatMap(([, target = ""]) =>
      existsSync(join(dirname(file), target)) ? [] : [`${file}: ${target}`],
    ),
  );
  expect(broken).toEqual([]);
});
