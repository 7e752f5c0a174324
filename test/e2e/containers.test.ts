import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  startEngine,
  type TestEngine,
} from "../../packages/platform/src/embedded/node-agent/testing/engine.ts";
import { FOREIGN_IMAGE, FOREIGN_MODEL } from "./support/foreign-image.ts";
import { eventually, Home, ok } from "./support/home.ts";

describe("images of others on one machine", () => {
  let engine: TestEngine;
  let home: Home;
  beforeAll(async () => {
    engine = await startEngine();
    await engine.makeImage(FOREIGN_IMAGE, FOREIGN_MODEL);
    home = new Home(undefined, { ...engine.env });
    await home.start();
    await ok(home.aws("s3", "mb", "s3://containers"));
    await ok(home.run("sh", ["-c", 'echo "one two" >"$SLIPWAY_STATE/words"']));
    await ok(home.aws("s3", "cp", `${home.state}/words`, "s3://containers/data/words"));
  }, 240_000);
  afterAll(async () => {
    await home?.down();
    const left = await engine?.containers();
    await engine?.stop();
    expect(left).toEqual([]);
  }, 120_000);

  const train = (name: string, how: string) =>
    ok(
      home.aws(
        ...["sagemaker", "create-training-job", "--training-job-name", name],
        ...["--algorithm-specification", `TrainingImage=${FOREIGN_IMAGE},TrainingInputMode=File`],
        ...["--role-arn", "arn:aws:iam::123456789012:role/r", "--hyper-parameters", `how=${how}`],
        ...["--input-data-config", JSON.stringify([CHANNEL])],
        ...["--output-data-config", "S3OutputPath=s3://containers/jobs/"],
        ...["--resource-config", "InstanceType=ml.m5.large,InstanceCount=1,VolumeSizeInGB=1"],
        ...["--stopping-condition", "MaxRuntimeInSeconds=600"],
      ),
    );
  const field = (job: string, path: string) =>
    ok(home.kubectl("get", "trainingjob", job, "-o", `jsonpath={.status.${path}}`));
  const completed = (job: string) =>
    ok(
      home.kubectl(
        "wait",
        "--for=jsonpath={.status.trainingJobStatus}=Completed",
        `trainingjob/${job}`,
        "--timeout=120s",
      ),
    );

  test("train from their data to a model, by the AWS door", async () => {
    await train("model", "well");
    await completed("model");
    expect(await ok(home.slipway("logs", "trainingjob/model"))).toContain('one two\n{"how":"well"}');
    expect(await field("model", "modelArtifacts.s3ModelArtifacts")).toMatch(
      /^s3:\/\/containers\/jobs\/model\//,
    );
  });

  test("fail with what they say of it", async () => {
    await train("bad", "fail");
    await eventually(
      "the failure",
      90,
      async () => (await field("bad", "trainingJobStatus")) === "Failed" || undefined,
    );
    expect(await field("bad", "failureReason")).toMatch(/^AlgorithmError: .*it was told to.*exit code: 4/i);
  });

  test("serve behind the router what they were trained to", async () => {
    const model = await field("model", "modelArtifacts.s3ModelArtifacts");
    await ok(
      home.aws(
        ...["sagemaker", "create-model", "--model-name", "model"],
        ...["--containers", JSON.stringify([{ Image: FOREIGN_IMAGE, ModelDataUrl: model }])],
        ...["--execution-role-arn", "arn:aws:iam::123456789012:role/r"],
      ),
    );
    const variant = "VariantName=all,ModelName=model,InitialInstanceCount=1,InstanceType=ml.m5.large";
    await ok(
      home.aws(
        "sagemaker",
        "create-endpoint-config",
        "--endpoint-config-name",
        "model",
        "--production-variants",
        variant,
      ),
    );
    await ok(
      home.aws("sagemaker", "create-endpoint", "--endpoint-name", "model", "--endpoint-config-name", "model"),
    );
    const inService = "--for=jsonpath={.status.endpointStatus}=InService";
    await ok(home.kubectl("wait", inService, "endpoint.sagemaker.services.k8s.aws/model", "--timeout=120s"));
    const invoke = async () => {
      const file = `${home.state}/answer`;
      const asked = ["--endpoint-name", "model", "--content-type", "text/csv", "--body", "1,2,3", file];
      const { code } = await home.aws("sagemaker-runtime", "invoke-endpoint", ...asked);
      return code === 0 ? readFileSync(file, "utf8") : undefined;
    };
    const answer = "trained /invocations 1,2,3";
    expect(await invoke()).toBe(answer);
    home.kill();
    await home.start();
    await eventually("an answer", 60, async () => (await invoke()) === answer || undefined);
    expect((await engine.containers()).length).toBe(1);
    await ok(home.aws("sagemaker", "delete-endpoint", "--endpoint-name", "model"));
    await eventually(
      "the container to go",
      60,
      async () => (await engine.containers()).length === 0 || undefined,
    );
  });

  test("are asked about whole files on two hosts, and have no key to them", async () => {
    const [rows, answers] = [`${home.state}/rows`, `${home.state}/answers`];
    mkdirSync(rows);
    writeFileSync(`${rows}/a.csv`, "1,2\n3,4\n");
    writeFileSync(`${rows}/b.csv`, "5,6\n");
    const asked = ["--input", rows, "--output", answers, "--strategy", "SingleRecord", "--name", "asked"];
    await ok(home.slipway("batch", "model/model", ...asked, "--instance-count", "2"));
    const answer = (row: string) => `trained /invocations ${row}\n`;
    expect(readFileSync(`${answers}/a.csv.out`, "utf8")).toBe(answer("1,2") + answer("3,4"));
    expect(readFileSync(`${answers}/b.csv.out`, "utf8")).toBe(answer("5,6"));
    await eventually(
      "the container to go",
      60,
      async () => (await engine.containers()).length === 0 || undefined,
    );
  });

  test("are asked again about what is done once their name means another image, and only then", async () => {
    const [rows, answers] = [`${home.state}/row.csv`, "s3://containers/answers"];
    writeFileSync(rows, "7,8\n");
    const ask = async (name: string) => {
      const asked = ["--input", rows, "--output", answers, "--strategy", "SingleRecord", "--name", name];
      const { stderr } = await home.slipway("batch", "model/model", ...asked, "--resume");
      return [stderr.includes("done before"), await ok(home.aws("s3", "cp", `${answers}/row.csv.out`, "-"))];
    };
    expect(await ask("asked-first")).toEqual([false, "trained /invocations 7,8\n"]);
    expect(await ask("asked-of-the-same")).toEqual([true, "trained /invocations 7,8\n"]);
    const another = FOREIGN_MODEL.map((change) => change.replace("$path", "$path anew"));
    await engine.makeImage(FOREIGN_IMAGE, another);
    expect(await ask("asked-of-another")).toEqual([false, "trained /invocations anew 7,8\n"]);
    await engine.makeImage(FOREIGN_IMAGE, FOREIGN_MODEL);
  });

  test("of one pod find each other at localhost", async () => {
    const container = (name: string, script: string) => ({
      ...{ name, image: FOREIGN_IMAGE, imagePullPolicy: "IfNotPresent" },
      command: ["/bin/sh", "-c", script],
    });
    const heard = "until nc 127.0.0.1 7000 </dev/null; do sleep 0.1; done";
    const answers = "trap 'exit 0' TERM; nc -ll -p 7000 -e /bin/echo heard & wait";
    const pod = {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "talks" } },
      spec: {
        restartPolicy: "Never",
        initContainers: [{ ...container("side", answers), restartPolicy: "Always" }],
        containers: [container("main", heard)],
      },
    };
    await ok(home.kubectlWith(JSON.stringify(pod), "apply", "-f", "-"));
    await ok(home.kubectl("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/talks", "--timeout=60s"));
    expect(await ok(home.kubectl("logs", "talks", "-c", "main"))).toContain("heard");
    await ok(home.kubectl("delete", "pod", "talks"));
  });

  test("go on while the server is killed, and are followed to their end, once", async () => {
    await train("killed", "slow");
    await eventually(
      "the first ticks",
      90,
      async () => (await home.slipway("logs", "trainingjob/killed")).stdout.includes("tick 5") || undefined,
    );
    home.kill();
    await home.start();
    await completed("killed");
    const log = await ok(home.slipway("logs", "trainingjob/killed"));
    expect(log.match(/tick \d+/g)).toEqual(Array.from({ length: 60 }, (_, i) => `tick ${i + 1}`));
  });

  test("are shown by doctor with their engine; without one a job waits, and goes on when there is one", async () => {
    expect((await home.slipway("doctor")).stdout).toMatch(/✓ containers +podman \d/);
    await engine.pause();
    try {
      await train("waiting", "well");
      const said = () => field("waiting", "slipway.message");
      await eventually("the sentence", 90, async () => (await said()).includes("SLIP-NODE-008") || undefined);
      expect(await said()).toContain(`the image "${FOREIGN_IMAGE}" waits for a container engine`);
      expect((await home.slipway("doctor")).stdout).toMatch(/! containers /);
    } finally {
      await engine.resume();
    }
    await completed("waiting");
  });
});

const CHANNEL = {
  ChannelName: "training",
  DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://containers/data/" } },
};
