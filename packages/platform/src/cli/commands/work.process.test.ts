import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { defined, type Resource } from "@slipway/model";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "#lib/testing/until.ts";
import { KEYS } from "../testing/tiny-aws.ts";
import { TinyHome } from "../testing/tiny-home.ts";

const GROUP = "/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default";
const API_VERSION = "sagemaker.services.k8s.aws/v1alpha1";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
});
afterEach(() => home.stop());

function write(name: string, text = `contents of ${name}`): void {
  const path = join(home.folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

/** What the archive that was sent holds, by GNU tar. */
function archived(): string {
  const [archive] = [...home.aws.objects].find(([key]) => key.includes("/source/")) ?? [];
  const path = join(home.folder, "sent.tar");
  writeFileSync(path, gunzipSync(home.aws.objects.get(archive ?? "") ?? Buffer.alloc(0)));
  return execFileSync("tar", ["-tvf", path, "--full-time", "--utc"], { encoding: "utf8" });
}

describe("train", () => {
  const spec = () => (home.kubernetes.written.at(-1) as TrainingJob).spec;

  test("packs a folder without what is ignored, sends it once, and writes a job that runs its train.py", async () => {
    write("churn/train.py");
    write("churn/lib/features.py");
    write("churn/.gitignore", "*.tmp\n/big/\n");
    write("churn/.slipwayignore", "notes.md\n!keep.tmp\n");
    for (const name of [
      "x.tmp",
      "keep.tmp",
      "big/data.bin",
      "notes.md",
      ".git/HEAD",
      "lib/__pycache__/a.pyc",
    ])
      write(`churn/${name}`);
    const first = await home.cli(
      "train",
      "churn",
      "--name",
      "Churn-1",
      "--hp",
      "depth=6",
      "--hp",
      "note=a=b",
    );
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toMatch(/^trainingjob\/churn-1-\w+\n$/);
    expect(
      archived()
        .split("\n")
        .map((line) => line.split(" ").at(-1)),
    ).toEqual([".gitignore", ".slipwayignore", "keep.tmp", "lib/features.py", "train.py", ""]);
    const uri = spec().hyperParameters?.["sagemaker_submit_directory"] ?? "";
    expect(uri).toMatch(/^s3:\/\/slipway-default\/source\/[0-9a-f]{64}\.tar\.gz$/);
    expect(spec()).toMatchObject({
      trainingJobName: "Churn-1",
      algorithmSpecification: { trainingImage: "slipway.dev/script", trainingInputMode: "File" },
      hyperParameters: { depth: "6", note: "a=b", sagemaker_program: "train.py" },
      outputDataConfig: { s3OutputPath: "s3://slipway-default/jobs/" },
      stoppingCondition: { maxRuntimeInSeconds: 86_400 },
    });
    const puts = () => home.aws.calls.filter((call) => call.startsWith("PUT /slipway-default/")).length;
    const before = puts();
    utimesSync(join(home.folder, "churn/train.py"), 1, 1);
    const second = await home.cli("train", "churn", "--name", "second");
    expect(second.stderr).toMatch(/not sent again/);
    expect(puts()).toBe(before);
    expect(spec().hyperParameters?.["sagemaker_submit_directory"]).toBe(uri);
  });

  test("keeps what may be run runnable, and nothing else of this machine", async () => {
    write("p/train.py");
    write("p/run.sh");
    chmodSync(join(home.folder, "p/run.sh"), 0o755);
    await home.cli("train", "p");
    expect(archived()).toMatch(
      /^-rwxr-xr-x 0\/0 .*1970-01-01 00:00:00 run\.sh\n-rw-r--r-- 0\/0 .* train\.py\n$/,
    );
  });

  test("leaves out links that lead out of the folder, and says so", async () => {
    write("secret.txt");
    write("p/train.py");
    symlinkSync("../secret.txt", join(home.folder, "p/out"));
    symlinkSync("train.py", join(home.folder, "p/in.py"));
    const { stderr } = await home.cli("train", "p");
    expect(stderr).toMatch(/Left out.*: out\n/);
    expect(archived()).not.toMatch(/ out/);
    expect(archived()).toMatch(/ in\.py\n/);
  });

  test("sends data by its content and hands s3:// on as it is", async () => {
    write("p/train.py");
    write("data/a.csv", "1,2\n");
    write("data/deep/b.csv", "3,4\n");
    await home.cli("train", "p", "--input", "train=data", "--input", "validation=s3://there/x.csv");
    const [train, validation] = spec().inputDataConfig ?? [];
    const uri = train?.dataSource?.s3DataSource?.s3URI ?? "";
    expect(uri).toMatch(/^s3:\/\/slipway-default\/data\/[0-9a-f]+\/$/);
    expect(home.aws.objects.get(`${uri.slice(5)}deep/b.csv`)?.toString()).toBe("3,4\n");
    expect(validation).toMatchObject({
      channelName: "validation",
      contentType: "text/csv",
      dataSource: { s3DataSource: { s3URI: "s3://there/x.csv", s3DataType: "S3Prefix" } },
    });
  });

  test("sends what links of a data folder lead to, once, and says which of them leads nowhere", async () => {
    write("p/train.py");
    write("elsewhere/b.csv", "3,4\n");
    write("data/a.csv", "1,2\n");
    symlinkSync(join(home.folder, "elsewhere"), join(home.folder, "data/linked"));
    symlinkSync(join(home.folder, "data"), join(home.folder, "elsewhere/back"));
    await home.cli("train", "p", "--input", "data");
    const uri = spec().inputDataConfig?.[0]?.dataSource?.s3DataSource?.s3URI ?? "";
    const sent = [...home.aws.objects.keys()].filter((key) => key.startsWith(uri.slice(5)));
    expect(sent.map((key) => key.slice(uri.length - 5)).sort()).toEqual(["a.csv", "linked/b.csv"]);
    symlinkSync("/nowhere", join(home.folder, "data/lost"));
    const { exitCode, stderr } = await home.cli("train", "p", "--input", "data", "-o", "json");
    expect(exitCode).toBe(1);
    expect((JSON.parse(stderr.slice(stderr.indexOf("{"))) as { error: { what: string } }).error.what).toMatch(
      /data: there is no such file or folder \(.*data\/lost\)$/,
    );
  });

  test("runs a single file, or a command of one's own", async () => {
    write("one.py");
    await home.cli("train", "one.py");
    expect(spec().hyperParameters?.["sagemaker_program"]).toBe("one.py");
    write("p/x.py");
    await home.cli("train", "p", "--", "python", "-m", "x", "--fast");
    expect(spec().algorithmSpecification.containerArguments).toEqual([
      "train",
      "--",
      "python",
      "-m",
      "x",
      "--fast",
    ]);
    expect(spec().hyperParameters).not.toHaveProperty("sagemaker_program");
  });

  test("says what is missing before anything is sent", async () => {
    write("p/fit.py");
    const { exitCode, stderr } = await home.cli("train", "p");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/SLIP-CLI-011.*p holds no train\.py; .*slipway train p\/fit\.py$/ms);
    expect((await home.cli("train", "nowhere")).stderr).toMatch(/SLIP-CLI-002.*nowhere/s);
    expect((await home.cli("train", "p/fit.py", "--hp", "depth")).exitCode).toBe(2);
    expect((await home.cli("train", "p/fit.py", "--max-runtime", "soon")).exitCode).toBe(2);
    expect(home.kubernetes.written).toEqual([]);
  });

  test("a name that is taken is a conflict", async () => {
    write("one.py");
    await home.cli("train", "one.py", "--name", "same");
    const second = await home.cli("train", "one.py", "--name", "same");
    expect(second.exitCode).toBe(5);
    expect(second.stderr).toMatch(/SLIP-API-002 same/);
  });

  test("jobs without a name get one each, also when several start at once", async () => {
    write("one.py");
    const results = await Promise.all(Array.from({ length: 5 }, () => home.cli("train", "one.py")));
    const names = results.map(({ stdout }) => stdout.trim());
    expect(new Set(names).size).toBe(5);
    for (const name of names) expect(name).toMatch(/^trainingjob\/one-\d{8}-\d{6}(-\d)?$/);
  });

  test("followed, it prints the log on stdout, the states on stderr, and ends with the job", async () => {
    write("one.py");
    const run = home.begin(["train", "one.py", "--name", "j", "--follow"]);
    await until(() => home.kubernetes.objects.has(`${GROUP}/trainingjobs/j`));
    const job = home.kubernetes.objects.get(`${GROUP}/trainingjobs/j`) as TrainingJob;
    home.kubernetes.log("pod-a", ["2026-11-01T00:00:01Z epoch 1", "2026-11-01T00:00:02Z epoch 2"], true);
    const status = {
      trainingJobStatus: "Completed",
      modelArtifacts: { s3ModelArtifacts: "s3://m/model.tar.gz" },
      slipway: { pods: ["pod-a"], facts: { interpreter: "/usr/bin/python3" } },
    };
    home.kubernetes.put(`${GROUP}/trainingjobs/j`, { ...job, status });
    const { exitCode, stdout, stderr } = await run.result;
    expect(exitCode).toBe(0);
    expect(stdout).toBe("epoch 1\nepoch 2\ntrainingjob/j\n");
    expect(stderr).toMatch(
      /interpreter +\/usr\/bin\/python3\n +model +s3:\/\/m\/model\.tar\.gz\nNext:\n +slipway deploy j\n/,
    );
  });
});

describe("deploy", () => {
  const job = (status: object): Resource => ({
    apiVersion: API_VERSION,
    kind: "TrainingJob",
    metadata: { name: "j", namespace: "default" },
    spec: { trainingJobName: "j", algorithmSpecification: { trainingImage: "slipway.dev/xgboost" } },
    status,
  });
  const trained = {
    trainingJobStatus: "Completed",
    modelArtifacts: { s3ModelArtifacts: "s3://m/model.tar.gz" },
  };
  const kinds = () => [...home.kubernetes.objects.values()].map(({ kind }) => kind).sort();

  test("makes model, configuration and endpoint, which own one another; the same again changes nothing", async () => {
    home.kubernetes.put(`${GROUP}/trainingjobs/j`, job(trained));
    const { exitCode, stdout } = await home.cli("deploy", "j", "--name", "e", "--no-wait");
    expect(exitCode).toBe(0);
    expect(stdout).toBe("endpoint/e\n");
    expect(kinds()).toEqual(["Endpoint", "EndpointConfig", "Model", "TrainingJob"]);
    const endpoint = home.kubernetes.objects.get(`${GROUP}/endpoints/e`);
    const { endpointConfigName } = (endpoint?.spec ?? {}) as { endpointConfigName?: string };
    const config = home.kubernetes.objects.get(`${GROUP}/endpointconfigs/${endpointConfigName}`);
    expect(config?.metadata.ownerReferences?.[0]).toMatchObject({
      kind: "Endpoint",
      name: "e",
      uid: endpoint?.metadata.uid,
    });
    await home.cli("deploy", "trainingjob/j", "--name", "e", "--no-wait");
    expect(kinds()).toHaveLength(4);
    const other = { ...trained, modelArtifacts: { s3ModelArtifacts: "s3://m/other.tar.gz" } };
    home.kubernetes.put(`${GROUP}/trainingjobs/j`, job(other));
    await home.cli("deploy", "j", "--name", "e", "--no-wait");
    expect(kinds()).toEqual([
      "Endpoint",
      "EndpointConfig",
      "EndpointConfig",
      "Model",
      "Model",
      "TrainingJob",
    ]);
  });

  test("refuses a job that has left no model, and a name that is neither job nor model", async () => {
    home.kubernetes.put(`${GROUP}/trainingjobs/j`, job({ trainingJobStatus: "InProgress" }));
    const early = await home.cli("deploy", "j");
    expect(early.exitCode).toBe(5);
    expect(early.stderr).toMatch(/SLIP-CLI-012.*InProgress/s);
    expect((await home.cli("deploy", "nothing")).exitCode).toBe(3);
    expect((await home.cli("deploy", "endpoint/e")).exitCode).toBe(2);
  });
});

describe("predict", () => {
  const putEndpoint = () =>
    home.kubernetes.put(`${GROUP}/endpoints/e`, {
      apiVersion: API_VERSION,
      kind: "Endpoint",
      metadata: { name: "e", namespace: "default" },
      spec: { endpointName: "e" },
    });

  test("asks through the AWS door, signed, with the content type of the data", async () => {
    putEndpoint();
    home.aws.answer = (endpoint, body, contentType) => ({
      status: 200,
      body: `${endpoint} ${contentType} ${body}`,
    });
    expect((await home.cli("predict", "e", "--data", "1:2 2:0.74")).stdout).toBe(
      "e text/libsvm 1:2 2:0.74\n",
    );
    expect((await home.cli("predict", "endpoint/e", "--data", "1,2")).stdout).toBe("e text/csv 1,2\n");
    write("row.json", '{"a":1}');
    expect((await home.cli("predict", "e", "--file", "row.json")).stdout).toBe(
      'e application/json {"a":1}\n',
    );
    expect((await home.cliWithInput("[1]", "predict", "e", "--file", "-")).stdout).toBe(
      "e application/json [1]\n",
    );
    const json = await home.cli("predict", "e", "--data", "x", "--content-type", "text/plain", "-o", "json");
    expect(JSON.parse(json.stdout)).toMatchObject({ prediction: "e text/plain x", variant: "AllTraffic" });
  });

  test("tells the model's own error, wrong keys and a line without data apart", async () => {
    putEndpoint();
    home.aws.answer = () => ({
      status: 424,
      body: JSON.stringify({ __type: "ModelError", OriginalMessage: "bad row" }),
    });
    const model = await home.cli("predict", "e", "--data", "1,2");
    expect(model.exitCode).toBe(1);
    expect(model.stderr).toMatch(/SLIP-CLIENT-007.*bad row/s);
    expect((await home.cli("predict", "e")).exitCode).toBe(2);
    (home.connection.aws as { secretAccessKey: string }).secretAccessKey = "another";
    expect((await home.cli("predict", "e", "--data", "1,2")).exitCode).toBe(4);
    expect(KEYS.secretAccessKey).not.toBe("another");
  });

  test("--sample sends a row of the data behind the model without its label, and tells the truth", async () => {
    const put = (plural: string, kind: string, name: string, spec: object, status?: object) =>
      home.kubernetes.put(`${GROUP}/${plural}/${name}`, {
        apiVersion: API_VERSION,
        kind,
        metadata: { name, namespace: "default" },
        spec,
        ...defined({ status }),
      });
    put("endpoints", "Endpoint", "e", { endpointName: "e", endpointConfigName: "c" });
    put("endpointconfigs", "EndpointConfig", "c", {
      endpointConfigName: "c",
      productionVariants: [{ modelName: "m" }],
    });
    put("models", "Model", "m", {
      modelName: "m",
      primaryContainer: { modelDataURL: "s3://b/model.tar.gz" },
    });
    const s3DataSource = { s3URI: "s3://b/validation/" };
    const inputDataConfig = [
      { channelName: "validation", contentType: "text/libsvm", dataSource: { s3DataSource } },
    ];
    const status = { modelArtifacts: { s3ModelArtifacts: "s3://b/model.tar.gz" } };
    put("trainingjobs", "TrainingJob", "j", { trainingJobName: "j", inputDataConfig }, status);
    home.aws.buckets.add("b");
    home.aws.objects.set("b/validation/rows & more", Buffer.from("12 1:2 2:0.5\n13 1:1 2:0.4\n"));
    const { exitCode, stdout, stderr } = await home.cli("predict", "e", "--sample");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "1:2 2:0.5\n" });
    expect(stderr).toMatch(/the truth is 12/);
  });
});

describe("env", () => {
  test("is evaluated by a real shell to what clients need, and clears what would mislead them", async () => {
    Object.assign(home.env, {
      AWS_PROFILE: "prod",
      AWS_ENDPOINT_URL_DYNAMODB: "https://x",
      HTTPS_PROXY: "http://p:1",
    });
    const { stdout } = await home.cli("env", "--shell", "bash");
    const script = `${stdout}\nenv -0`;
    const env = { ...home.env, AWS_SESSION_TOKEN: "t" };
    const seen = Object.fromEntries(
      execFileSync("bash", ["--norc", "-c", script], { env, encoding: "utf8" })
        .split("\0")
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    expect(seen).toMatchObject({
      KUBECONFIG: join(home.folder, "kubeconfig"),
      AWS_ENDPOINT_URL: home.connection.aws.endpoint,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      NO_PROXY: "127.0.0.1,localhost",
    });
    for (const name of [
      "AWS_PROFILE",
      "AWS_SESSION_TOKEN",
      "AWS_ENDPOINT_URL_DYNAMODB",
      "AWS_ENDPOINT_URL_S3",
    ])
      expect(seen).not.toHaveProperty(name);
  });

  test("leads each service of the door there, one by one, where buckets are elsewhere", async () => {
    const { aws } = home.connection;
    for (const s3Endpoint of ["", "https://buckets.example"]) {
      (home.connection as { aws: typeof aws }).aws = { ...aws, s3Endpoint };
      const { set } = JSON.parse((await home.cli("env", "-o", "json")).stdout) as {
        readonly set: Readonly<Record<string, string>>;
      };
      const found = Object.entries(set).filter(([name]) => name.startsWith("AWS_ENDPOINT_URL"));
      const ours = "SAGEMAKER SAGEMAKER_RUNTIME SAGEMAKER_METRICS CLOUDWATCH CLOUDWATCH_LOGS IAM STS".split(
        " ",
      );
      expect(Object.fromEntries(found)).toEqual({
        ...(s3Endpoint === "" ? {} : { AWS_ENDPOINT_URL_S3: s3Endpoint }),
        ...Object.fromEntries(ours.map((name) => [`AWS_ENDPOINT_URL_${name}`, aws.endpoint])),
      });
    }
  });

  test("speaks each shell's language, quotes included", async () => {
    (home.connection as { kubeconfig: string }).kubeconfig = "/it's";
    expect((await home.cli("env", "--shell", "zsh")).stdout).toContain("export KUBECONFIG='/it'\\''s'\n");
    expect((await home.cli("env", "--shell", "fish")).stdout).toContain("set -gx KUBECONFIG '/it\\'s'\n");
    expect((await home.cli("env", "--shell", "powershell")).stdout).toContain("$Env:KUBECONFIG = '/it''s'\n");
    home.env["SHELL"] = "/usr/bin/fish";
    expect((await home.cli("env")).stdout).toMatch(/^set -e AWS_/);
    expect((await home.cli("env", "--shell", "tcsh")).exitCode).toBe(2);
  });
});

describe("the home", () => {
  test("up takes new ports only when asked to", async () => {
    expect((await home.cli("up", "--detach")).exitCode).toBe(0);
    expect((await home.cli("up", "--detach", "--new-ports")).exitCode).toBe(0);
    expect(home.ups).toEqual([
      expect.objectContaining({ detach: true, newPorts: false }),
      expect.objectContaining({ detach: true, newPorts: true }),
    ]);
  });

  test("up bounds what environments may take, in Kubernetes' words for sizes", async () => {
    expect((await home.cli("up", "--detach", "--cache-limit", "20Gi")).exitCode).toBe(0);
    expect((await home.cli("up", "--detach", "--cache-limit", "500MB")).exitCode).toBe(0);
    expect(home.ups.map(({ cacheLimitBytes }) => cacheLimitBytes)).toEqual([20 * 2 ** 30, 500e6]);
    for (const wrong of ["a lot", "0", "-1Gi", "20 gigs"]) {
      const { exitCode, stderr } = await home.cli("up", "--detach", `--cache-limit=${wrong}`);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--cache-limit must be a size")]);
    }
  });

  test("status and doctor tell what environments take, and doctor which are damaged", async () => {
    expect((await home.cli("status")).stdout).toMatch(/^ {2}environments {4}2, 3\.0 MiB$/m);
    expect(JSON.parse((await home.cli("status", "-o", "json")).stdout)).toMatchObject({
      environments: { count: 2, bytes: 3 * 2 ** 20 },
    });
    expect((await home.cli("doctor")).stdout).toMatch(/✓ environments +2 of Python, 3\.0 MiB/);
    home.environments = { ...home.environments, damaged: ["requirements.txt, python 3.11.7"] };
    expect((await home.cli("doctor")).stdout).toMatch(
      /! environments .*no longer what was installed: requirements.txt, python 3\.11\.7/,
    );
  });

  test("status tells what runs, as text and data, and its exit code whether anything does", async () => {
    home.kubernetes.put(`${GROUP}/trainingjobs/j`, {
      apiVersion: API_VERSION,
      kind: "TrainingJob",
      metadata: { name: "j" },
      status: { trainingJobStatus: "Completed" },
    });
    const running = await home.cli("status", "-o", "json");
    expect(running.exitCode).toBe(0);
    expect(JSON.parse(running.stdout)).toMatchObject({
      running: true,
      objects: { trainingjobs: { Completed: 1 } },
    });
    expect((await home.cli("down")).stdout).toMatch(/is stopped/);
    expect((await home.cli("down")).stdout).toMatch(/No Slipway runs/);
    expect((await home.cli("status")).exitCode).toBe(6);
  });

  test("only env prints secrets", async () => {
    home.env["PATH"] = "";
    const said: string[] = [];
    for (const argv of [["up"], ["status"], ["doctor"], ["get", "pods", "-v"], ["up", "-o", "json"]]) {
      const { stdout, stderr } = await home.cli(...argv);
      said.push(stdout, stderr);
    }
    expect(said.join("\n")).not.toContain(KEYS.secretAccessKey);
    expect(said.join("\n")).not.toContain("the-token");
    expect(said.join("\n")).toContain(home.connection.aws.endpoint);
  });

  test("doctor names every check, with a remedy where something is missing", async () => {
    home.env["PATH"] = "";
    const { stdout } = await home.cli("doctor", "-o", "json");
    const { findings } = JSON.parse(stdout) as {
      findings: { check: string; status: string; remedy?: string }[];
    };
    expect(findings.map(({ check }) => check)).toEqual([
      "Node",
      "bubblewrap",
      "containers",
      "Python",
      "XGBoost",
      "GPUs",
      "kubectl",
      "disk",
      "clock",
      "state folder",
      "environments",
      "ports",
      "server",
      "limits",
    ]);
    for (const { status, remedy } of findings) expect(remedy !== undefined).toBe(status !== "ok");
    expect(findings.find(({ check }) => check === "kubectl")?.status).toBe("warning");
  });

  test("the shipped program tells an old Node what it needs", () => {
    const bin = new URL("../../../bin/slipway.js", import.meta.url);
    const script = `Object.defineProperty(process.versions,"node",{value:"20.19.0"});import(${JSON.stringify(bin.href)})`;
    let failure: { status?: number; stderr?: string } = {};
    try {
      execFileSync(process.execPath, ["--input-type=module", "-e", script], {
        encoding: "utf8",
        stdio: "pipe",
      });
    } catch (error) {
      failure = error as { status?: number; stderr?: string };
    }
    expect(failure.status).toBe(2);
    expect(failure.stderr).toMatch(/needs Node 22\.14 or newer; this is Node 20\.19\.0/);
    expect(readFileSync(bin, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
