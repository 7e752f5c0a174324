import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXAMPLE, eventually, Home, ok } from "./support/home.ts";

const training = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");

/** One clear error at each door, with its code, and nothing half-made. */
describe("what goes wrong", () => {
  let home: Home;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-errors-"));
    // Whatever engine this machine has.
    home = new Home(undefined, { SLIPWAY_CONTAINERS: join(folder, "no-engine.sock") });
    await home.start();
  });
  afterAll(() => home.down());

  const file = (text: string): string => {
    const path = join(folder, `${Math.random().toString(36).slice(2)}.yaml`);
    writeFileSync(path, text);
    return path;
  };
  const jobs = () => ok(home.kubectl("get", "trainingjobs", "-o", "name"));
  const boto = (call: string) =>
    home.python(
      "-c",
      `import boto3, botocore\ntry:\n  print(${call})\nexcept botocore.exceptions.ClientError as e:\n  print(e.response["Error"]["Code"], e.response["ResponseMetadata"]["HTTPHeaders"].get("x-slipway-code"), e.response["Error"]["Message"])`,
    );

  test("a wrong field, at the Kubernetes door", async () => {
    const { code, stderr } = await home.kubectl(
      "apply",
      "-f",
      file(training.replace("maxRuntimeInSeconds", "maxRuntimeInSecond")),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('unknown field "spec.stoppingCondition.maxRuntimeInSecond"');
    expect(await jobs()).toBe("");
  });

  test("a wrong field, at the AWS door", async () => {
    const { stdout } = await boto(
      'boto3.client("sagemaker").create_training_job(TrainingJobName="bad name", RoleArn="arn:aws:iam::123456789012:role/x", AlgorithmSpecification={"TrainingImage": "x", "TrainingInputMode": "File"}, OutputDataConfig={"S3OutputPath": "s3://b/"}, ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.m4.xlarge", "VolumeSizeInGB": 5}, StoppingCondition={"MaxRuntimeInSeconds": 60})',
    );
    expect(stdout).toMatch(
      /^ValidationException SLIP-\w+-\d{3} 1 validation error detected: Value 'bad name' at 'trainingJobName'/,
    );
    expect(await jobs()).toBe("");
  });

  test("a wrong field, at our own command", async () => {
    const { code, stderr } = await home.slipway(
      "apply",
      "-f",
      file(training.replace("maxRuntimeInSeconds", "maxRuntimeInSecond")),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/SLIP-API-00\d[\s\S]*maxRuntimeInSecond/);
    expect(await jobs()).toBe("");
  });

  test("a missing bucket: the job fails with the code and the bucket's name, and says why at every door", async () => {
    await ok(home.kubectl("apply", "-f", file(training.replaceAll("abalone-example", "no-such-bucket"))));
    await ok(
      home.kubectl(
        "wait",
        "--for=jsonpath={.status.trainingJobStatus}=Failed",
        "trainingjob/abalone-xgboost",
        "--timeout=60s",
      ),
    );
    const reason = await ok(
      home.kubectl("get", "trainingjob", "abalone-xgboost", "-o", "jsonpath={.status.failureReason}"),
    );
    expect(reason).toMatch(/SLIP-\w+-\d{3}/);
    expect(reason).toContain("no-such-bucket");
    expect(await ok(home.slipway("why", "trainingjob/abalone-xgboost"))).toContain("no-such-bucket");
    const { stdout } = await boto(
      'boto3.client("sagemaker").describe_training_job(TrainingJobName="abalone-xgboost")["FailureReason"]',
    );
    expect(stdout).toContain("no-such-bucket");
    const s3 = await boto('boto3.client("s3").get_object(Bucket="no-such-bucket", Key="x")');
    expect(s3.stdout).toMatch(/^NoSuchBucket SLIP-S3-\d{3} /);
    await ok(home.kubectl("delete", "trainingjob", "abalone-xgboost", "--timeout=60s"));
  });

  test("an image of somebody else's without an engine: the job waits, names it and says what is missing", async () => {
    const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1";
    await ok(
      home.kubectl("apply", "-f", file(training.replace(image, "registry.example.com/team/unheard-of:7"))),
    );
    const message = await eventually("what it waits for", 60, async () => {
      const path = "jsonpath={.status.slipway.message}";
      const said = await ok(home.kubectl("get", "trainingjob", "abalone-xgboost", "-o", path));
      return said.includes("registry.example.com/team/unheard-of:7") ? said : undefined;
    });
    expect(message).toMatch(/SLIP-NODE-008.*(podman|docker)/i);
    await ok(home.kubectl("delete", "trainingjob", "abalone-xgboost", "--timeout=60s"));
  });

  test("bad credentials, at each door", async () => {
    const kubectl = await home.kubectl(
      "--token=wrong",
      "--kubeconfig=/dev/null",
      `--server=${server()}`,
      "--insecure-skip-tls-verify",
      "get",
      "trainingjobs",
    );
    expect(kubectl.stderr).toMatch(/Unauthorized|must be logged in/);
    const aws = await boto(
      `boto3.client("sagemaker", aws_access_key_id="${home.env["AWS_ACCESS_KEY_ID"]}", aws_secret_access_key="wrong").list_training_jobs()`,
    );
    expect(aws.stdout).toMatch(
      /^(InvalidSignatureException|UnrecognizedClientException|SignatureDoesNotMatch) SLIP-AUTH-\d{3} /,
    );
    const s3 = await boto(
      `boto3.client("s3", aws_access_key_id="${home.env["AWS_ACCESS_KEY_ID"]}", aws_secret_access_key="wrong").list_buckets()`,
    );
    expect(s3.stdout).toMatch(/^SignatureDoesNotMatch SLIP-AUTH-\d{3} /);
    const router = await fetch(
      `http://127.0.0.1:${ports().router}/namespaces/default/endpoints/x/invocations`,
      { method: "POST", headers: { authorization: "Bearer wrong" } },
    );
    expect([router.status, router.headers.get("x-slipway-code")?.slice(0, 5)]).toEqual([401, "SLIP-"]);
  });

  test("an operation that is not served, stores nothing", async () => {
    const { stdout } = await boto(
      'boto3.client("sagemaker").create_notebook_instance(NotebookInstanceName="n", InstanceType="ml.t2.medium", RoleArn="arn:aws:iam::123456789012:role/execution")',
    );
    expect(stdout).toMatch(/^UnknownOperationException SLIP-AWS-\d{3} .*CreateNotebookInstance/);
  });

  test("a field that is not served yet: refused for good, by name, and nothing runs", async () => {
    await ok(
      home.kubectl("apply", "-f", file(training.replace("s3DataType: S3Prefix", "s3DataType: Converse"))),
    );
    const message = await eventually("the refusal", 20, async () => {
      const said = await ok(
        home.kubectl(
          "get",
          "trainingjob",
          "abalone-xgboost",
          "-o",
          'jsonpath={.status.conditions[?(@.type=="ACK.Terminal")].message}',
        ),
      );
      return said === "" ? undefined : said;
    });
    expect(message).toMatch(/^SLIP-RUN-002: .*s3DataType Converse/);
    expect(await ok(home.kubectl("get", "pods", "-o", "name"))).toBe("");
    await ok(home.kubectl("delete", "trainingjob", "abalone-xgboost", "--timeout=60s"));
  });

  test("a port in use: the home says which and does not start half", async () => {
    await ok(home.slipway("down"));
    const thief = createServer();
    await new Promise<void>((resolve) => thief.listen(ports().aws, "127.0.0.1", resolve));
    const { code, stderr } = await home.slipway("up", "--detach");
    expect(code).not.toBe(0);
    expect(stderr).toContain("SLIP-STATE-003");
    expect(stderr).toContain(String(ports().aws));
    await new Promise((resolve) => thief.close(resolve));
    await home.start();
    expect((await home.kubectl("get", "trainingjobs")).code).toBe(0);
  });

  test("a second server on one state folder is refused", async () => {
    const { code, stderr, stdout } = await home.run(process.execPath, [
      join(import.meta.dirname, "../../packages/platform/dist/server.js"),
      home.state,
    ]);
    expect(code, stdout + stderr).toBe(1);
    expect((await home.kubectl("get", "trainingjobs")).code).toBe(0);
  });

  const ports = (): { aws: number; router: number; kubernetes: number } =>
    JSON.parse(readFileSync(join(home.state, "state.json"), "utf8")).ports;
  const server = (): string => `https://127.0.0.1:${ports().kubernetes}`;
});

describe("a full disk", () => {
  const mount = mkdtempSync(join(tmpdir(), "slipway-full-"));
  let home: Home;
  beforeAll(async () => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", mount]);
    mkdirSync(join(mount, "state"));
    home = new Home(join(mount, "state"));
    await home.start();
  });
  afterAll(async () => {
    await home.down();
    execFileSync("umount", ["-l", mount]);
  });

  test("is one clear error at each door; nothing acknowledged is lost and nothing is half-made", async () => {
    await ok(home.kubectl("apply", "-f", join(EXAMPLE, "deploy.yaml")));
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    const big = join(mkdtempSync(join(tmpdir(), "slipway-big-")), "big");
    writeFileSync(big, Buffer.alloc(64 * 1024 * 1024));
    const upload = await home.aws("s3", "cp", big, "s3://abalone-example/big");
    expect(upload.code).toBe(1);
    expect(await ok(home.aws("s3", "ls", "s3://abalone-example/"))).toBe("");
    const large = join(mkdtempSync(join(tmpdir(), "slipway-large-")), "large.yaml");
    const metadata = `metadata:\n  annotations: {note: ${"x".repeat(200_000)}}`;
    writeFileSync(large, training.replace("metadata:", metadata));
    fillUp(join(mount, "ballast"));
    const applied = await eventually("the disk to be full for objects", 60, async () => {
      const output = await home.kubectl("create", "-f", large);
      if (output.code !== 0) return output;
      await home.kubectl("delete", "-f", large, "--wait=false");
      return undefined;
    });
    expect(applied.stderr).toMatch(/full|no space/i);
    execFileSync("rm", [join(mount, "ballast")]);
    expect(await ok(home.kubectl("get", "models", "-o", "name"))).toContain("abalone-model");
    await eventually("writes to work again", 30, async () =>
      (await home.kubectl("annotate", "model", "abalone-model", "a=b", "--overwrite")).code === 0
        ? true
        : undefined,
    );
  });

  test.each(["stopped", "killed"])(
    "holds no home back that was %s: it starts, things can be removed, and nothing may grow into what that needs",
    async (how) => {
      await ok(home.kubectl("apply", "-f", join(EXAMPLE, "deploy.yaml")));
      if (how === "killed") home.kill();
      else await ok(home.slipway("down"));
      fillUp(join(mount, "ballast"));
      await home.start();
      const create = (name: string) =>
        home.kubectlWith(
          JSON.stringify({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name },
            data: { note: "x".repeat(200_000) },
          }),
          "create",
          "-f",
          "-",
        );
      let made = 0;
      const refused = await eventually("a refusal", 120, async () => {
        const output = await create(`large-${how}-${made++}`);
        return output.code === 0 ? undefined : output;
      });
      expect(refused.stderr).toMatch(/disk is full/);
      await ok(home.kubectl("delete", "configmaps", "--all", "--timeout=60s"));
      await ok(home.kubectl("delete", "-f", join(EXAMPLE, "deploy.yaml"), "--timeout=60s"));
      expect(await ok(home.kubectl("get", "models", "-o", "name"))).toBe("");
      execFileSync("rm", [join(mount, "ballast")]);
      await eventually("writes to work again", 30, async () =>
        (await create(`again-${how}`)).code === 0 ? true : undefined,
      );
      await ok(home.kubectl("delete", "configmaps", "--all", "--timeout=60s"));
    },
  );

  const remount = (how: "ro" | "rw"): true | undefined => {
    try {
      execFileSync("mount", ["-o", `remount,${how}`, mount], { stdio: "ignore" });
      return true;
    } catch {
      return undefined;
    }
  };

  test("that is read-only is told as that", async () => {
    await ok(home.slipway("down"));
    // Somebody may still be at the end of a file.
    await eventually("the disk to be read-only", 20, async () => remount("ro"));
    for (const flags of [[], ["--detach"]]) {
      const { code, stderr } = await home.slipway("up", ...flags);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/SLIP-STATE-004 .*read-only/s)]);
    }
    remount("rw");
    await home.start();
  });

  test("takes no backup that it has no room for, and the home stays what it was", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "slipway-backup-")), "home.tar.gz");
    await ok(home.slipway("backup", file));
    fillUp(join(mount, "ballast"));
    const other = join(mount, "other");
    const { code, stderr } = await home.slipway("restore", file, "--state", other);
    expect([code, stderr]).toEqual([1, expect.stringContaining("SLIP-STATE-014")]);
    const again = await home.slipway("backup", join(mount, "backup.tar.gz"));
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("SLIP-STATE-007")]);
    expect(readdirSync(mount).filter((name) => name.startsWith("backup"))).toEqual([]);
    execFileSync("rm", [join(mount, "ballast")]);
    await ok(home.kubectl("get", "models", "-o", "name"));
  });
});

/** Writes until the file system has no byte left. */
function fillUp(path: string): void {
  try {
    execFileSync("dd", ["if=/dev/zero", `of=${path}`, "bs=64k"], { stdio: "ignore" });
  } catch {
    // dd ends with an error exactly when the disk is full.
  }
}
