// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, Home, ok } from "./support/home.ts";

const FIRST_INSTALLATION_MS = 600_000;

describe("a pipeline on one machine", () => {
  let home: Home;
  let server: Server;
  /** What steps have told, in the order they did. */
  let told: string[];
  beforeAll(async () => {
    told = [];
    server = createServer((request, response) => {
      told.push(request.url?.slice(1) ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    home = await Home.withPython();
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    await home.down();
    server.close();
  });

  /** A program that tells its name, and takes so many seconds. */
  const telling = (name: string, seconds = 0) => ({
    command: ["python3", "-c"],
    args: [
      `import time, urllib.request as u; u.urlopen("http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}"); time.sleep(${seconds})`,
    ],
  });
  const apply = async (name: string, spec: object): Promise<void> => {
    const apiVersion = "slipway.dev/v1alpha1";
    const items = [
      { apiVersion, kind: "Flow", metadata: { name }, spec },
      { apiVersion, kind: "FlowRun", metadata: { name: `${name}-1` }, spec: { flow: name } },
    ];
    await ok(home.kubectlWith(JSON.stringify({ apiVersion: "v1", kind: "List", items }), "apply", "-f", "-"));
  };
  const status = async (name: string) =>
    JSON.parse(await ok(home.kubectl("get", "flowrun", `${name}-1`, "-o", "json"))).status ?? {};
  const jobs = async () =>
    JSON.parse(await ok(home.kubectl("get", "trainingjobs.sagemaker.services.k8s.aws", "-o", "json"))).items;
  const ended = (name: string) =>
    eventually(`the end of ${name}`, 90, async () => {
      const found = await status(name);
      return found.completionTime === undefined ? undefined : found;
    });

  test("goes on where it was after its server was killed twice: no step is lost, and none runs twice", async () => {
    await apply("nightly", {
      steps: [
        { name: "up", setup: true, run: telling("up") },
        {
          name: "fit",
          needs: ["up"],
          forEach: { items: [1, 2, 3, 4, 5, 6], maxConcurrency: 2 },
          run: telling("fit-${{ item }}", 2),
        },
        { name: "report", needs: ["fit"], run: telling("report") },
        { name: "drop", teardownOf: ["up"], run: telling("drop") },
      ],
      onExit: [{ name: "tell", run: telling("${{ run.state }}") }],
    });
    for (const mark of ["fit-1", "fit-4"]) {
      await eventually(mark, 60, async () => (told.includes(mark) ? true : undefined));
      home.kill();
      await home.start();
    }
    expect(await ended("nightly")).toMatchObject({ phase: "Succeeded", steps: { success: 11 } });
    const fits = [1, 2, 3, 4, 5, 6].map((item) => `fit-${item}`);
    expect(told.toSorted()).toEqual(["drop", ...fits, "report", "success", "up"]);
    expect(told.slice(-2)).toEqual(["drop", "success"]);
  });

  test("that is canceled ends what runs and tears down what was set up", async () => {
    told.length = 0;
    await apply("long", {
      steps: [
        { name: "up", setup: true, run: telling("up") },
        { name: "work", needs: ["up"], run: telling("work", 600) },
        { name: "more", needs: ["work"], run: telling("more") },
        { name: "drop", teardownOf: ["up"], run: telling("drop") },
      ],
      onExit: [{ name: "tell", run: telling("${{ run.state }}") }],
    });
    await eventually("work", 60, async () => (told.includes("work") ? true : undefined));
    await ok(home.slipway("stop", "flowrun/long-1"));
    expect(await ended("long")).toMatchObject({ phase: "Canceled", steps: { success: 3, canceled: 2 } });
    expect(told).toEqual(["up", "work", "drop", "canceled"]);
  });

  test("makes objects, reads what they came to, and has one of each however its server is killed", async () => {
    told.length = 0;
    await ok(home.aws("s3", "mb", "s3://flows"));
    const sagemaker = "sagemaker.services.k8s.aws/v1alpha1";
    const program =
      "import json; print(json.dumps({'auc': 0.75})); open('/opt/ml/model/m', 'w').write('m'); import time; time.sleep(3)";
    await apply("objects", {
      steps: [
        {
          name: "train",
          resource: {
            manifest: {
              apiVersion: sagemaker,
              kind: "TrainingJob",
              spec: {
                trainingJobName: "${{ run.name }}",
                roleARN: "arn:aws:iam::123456789012:role/any",
                algorithmSpecification: {
                  trainingImage: "slipway.dev/script",
                  trainingInputMode: "File",
                  containerEntrypoint: ["python3", "-c", program],
                  metricDefinitions: [{ name: "auc", regex: '"auc": ([0-9.]+)' }],
                },
                outputDataConfig: { s3OutputPath: "s3://flows/out" },
                resourceConfig: { instanceType: "ml.m5.large", instanceCount: 1, volumeSizeInGB: 1 },
                stoppingCondition: { maxRuntimeInSeconds: 600 },
              },
            },
          },
        },
        {
          name: "register",
          resource: {
            manifest: {
              apiVersion: sagemaker,
              kind: "Model",
              metadata: { name: "objects" },
              spec: {
                modelName: "objects",
                primaryContainer: {
                  image: "slipway.dev/script",
                  modelDataURL: "${{ steps.train.results.modelArtifact }}",
                },
              },
            },
          },
        },
        { name: "tell", needs: ["register"], run: telling("auc-${{ steps.train.results.metrics.auc }}") },
      ],
      results: [{ name: "model", value: "${{ steps.train.results.modelArtifact }}" }],
    });
    await eventually("the job", 60, async () => ((await jobs()).length > 0 ? true : undefined));
    home.kill();
    await home.start();
    const done = await ended("objects");
    expect(done).toMatchObject({
      phase: "Succeeded",
      message: "All of its steps are done",
      steps: { success: 3 },
    });
    expect(await jobs()).toHaveLength(1);
    expect(told).toEqual(["auc-0.75"]);
    const model = JSON.parse(
      await ok(home.kubectl("get", "models.sagemaker.services.k8s.aws", "objects", "-o", "json")),
    );
    expect(model.spec.primaryContainer.modelDataURL).toBe(done.results.model);
    await ok(home.kubectl("delete", "flowrun", "objects-1", "--wait=true"));
    await eventually("the job to go with its run", 30, async () =>
      (await jobs()).length === 0 ? true : undefined,
    );
    await ok(home.kubectl("get", "models.sagemaker.services.k8s.aws", "objects"));
  });

  test("waits, runs other flows, and asks a person", async () => {
    told.length = 0;
    await apply("part", {
      parameters: [{ name: "rate", type: "number", default: 0 }],
      steps: [{ name: "say", run: telling("rate-${{ parameters.rate }}") }],
      results: [{ name: "rate", value: "${{ parameters.rate }}" }],
    });
    await ended("part");
    await apply("asking", {
      steps: [
        { name: "pause", wait: { seconds: 1 } },
        {
          name: "gate",
          needs: ["pause"],
          approve: { message: "go on?", fields: [{ name: "rate", type: "number" }] },
        },
        { name: "part", flow: { name: "part", parameters: { rate: "${{ steps.gate.results.rate }}" } } },
      ],
      results: [{ name: "rate", value: "${{ steps.part.results.rate * 2.0 }}" }],
    });
    const question = "gate: go on? (slipway approve flowrun/asking-1 --step gate)";
    await eventually("the question", 60, async () =>
      (await status("asking")).message === question ? true : undefined,
    );
    home.kill();
    await home.start();
    await ok(home.slipway("approve", "flowrun/asking-1", "--step", "gate", "--field", "rate=much"));
    await eventually("what is wrong with the answer", 60, async () =>
      String((await status("asking")).message).includes("does not fit: rate ") ? true : undefined,
    );
    await ok(
      home.slipway(
        "approve",
        "flowrun/asking-1",
        "--step",
        "gate",
        "--field",
        "rate=0.25",
        "--comment",
        "ok",
      ),
    );
    expect(await ended("asking")).toMatchObject({ phase: "Succeeded", results: { rate: 0.5 } });
    expect(told).toEqual(["rate-0", "rate-0.25"]);
  });
});
