import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv as pythonOf } from "../../scripts/python-env.ts";
import { OwnClusterHome } from "../blackbox/support/cluster-home.ts";
import { EXAMPLE, eventually, ok, ROOT } from "../e2e/support/home.ts";

const FINALIZER = "finalizers.sagemaker.services.k8s.aws/TrainingJob";
const MANIFEST = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");

interface Job {
  readonly metadata: { readonly finalizers?: readonly string[] };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly slipway?: { readonly pods?: readonly string[] };
  };
}

describe("a namespace of a cluster's home", () => {
  let home: OwnClusterHome;
  let namespace: string;
  let folder: string;
  beforeAll(async () => {
    home = await OwnClusterHome.open();
    namespace = await home.cluster.namespace();
    folder = mkdtempSync(join(tmpdir(), "slipway-namespaces-"));
  });
  afterAll(async () => {
    await home.down();
    await home.cluster.removeNamespace(namespace);
    rmSync(folder, { recursive: true, force: true });
  });

  const job = (name: string) => home.cluster.get<Job>("trainingjob", name, "-n", namespace);
  const apply = (name: string) =>
    ok(home.kubectlWith(MANIFEST.replaceAll("abalone-xgboost", name), "apply", "-n", namespace, "-f", "-"));
  const synced = async (name: string) =>
    (await job(name)).status?.conditions?.find(({ type }) => type === "ACK.ResourceSynced");
  const refused = (name: string) =>
    eventually(`${name} to be told`, 20, async () => {
      const condition = await synced(name);
      return condition?.reason === "NamespaceNotEnabled" ? condition : undefined;
    });
  const remove = (name: string) =>
    ok(home.kubectl("delete", "trainingjob", name, "-n", namespace, "--timeout=60s"));

  test("that has no jobs tells an object so, with the remedy, and lets it go", async () => {
    await apply("stranger");
    const { status, message } = await refused("stranger");
    expect(status).toBe("False");
    expect(message).toContain(`slipway install --context NAME --jobs-in ${namespace}`);
    expect((await job("stranger")).metadata.finalizers).toBeUndefined();
    expect(await ok(home.slipway("why", "trainingjob/stranger", "-n", namespace))).toContain(
      `namespace ${namespace} has no jobs`,
    );
    await eventually("an event", 20, async () => {
      const events = await home.cluster.ok("get", "events", "-n", namespace);
      return events.includes("NamespaceNotEnabled") ? true : undefined;
    });
    await remove("stranger");
  });

  test("that has no jobs is refused at once by train and deploy, before anything is sent", async () => {
    for (const command of [
      ["train", join(ROOT, "examples/hello-training")],
      ["deploy", "model/none"],
    ]) {
      const { code, stderr } = await home.slipway(...command, "-n", namespace);
      expect(code).toBe(4);
      expect(stderr).toContain("SLIP-CLI-025");
      expect(stderr).toContain("--jobs-in");
    }
    expect(await home.cluster.ok("get", "trainingjobs", "-n", namespace, "-o", "name")).toBe("");
    expect(await ok(home.aws("s3", "ls"))).not.toContain(`slipway-${namespace}`);
  });

  test("is not added to share the key of the buckets unless that is said", async () => {
    const { code, stderr } = await home.install({ secrets: false, flags: ["--jobs-in", namespace] });
    expect(code).not.toBe(0);
    expect(stderr).toContain("SLIP-CLI-023");
    expect(stderr).toContain(`--s3-credentials NAMESPACE=FILE`);
  });

  test("that is added takes up what waits there, with a key of its own that reaches no other's data", async () => {
    await apply("waits");
    await refused("waits");
    const key = await home.s3.addKey(`slipway-${namespace}`);
    const usual = await home.s3.addKey("slipway-default");
    const file = (name: string, { accessKeyId, secretAccessKey }: typeof key): string => {
      const path = join(folder, name);
      const lines = [`aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`];
      writeFileSync(path, ["[default]", ...lines, ""].join("\n"));
      return `${name}=${path}`;
    };
    const credentials = [file(namespace, key), file("default", usual)];
    const flags = ["--jobs-in", namespace, ...credentials.flatMap((one) => ["--s3-credentials", one])];
    // Keys that are in the shell for something else replace nothing.
    const variables = { AWS_ACCESS_KEY_ID: "AKIASOMETHINGELSE000", AWS_SECRET_ACCESS_KEY: "x" };
    const said = await home.install({ secrets: false, flags, variables });
    expect(said.code, said.stderr).toBe(0);
    expect(said.stderr).toContain(`Buckets are reached with the key ${home.s3.accessKeyId}`);
    expect(said.stderr).toContain("is not used; --keys-from-environment takes it");
    expect(said.stdout + said.stderr).not.toContain(key.secretAccessKey);
    await eventually("the job to be taken up", 60, async () =>
      (await job("waits")).metadata.finalizers?.includes(FINALIZER) ? true : undefined,
    );
    await remove("waits");
    const given = async (at: string): Promise<string> =>
      Buffer.from(
        await home.cluster.ok(
          ...["get", "secret", "slipway-artifacts", "-n", at, "-o", "jsonpath={.data.AWS_ACCESS_KEY_ID}"],
        ),
        "base64",
      ).toString();
    expect(await given(namespace)).toBe(key.accessKeyId);
    expect(await given("default")).toBe(usual.accessKeyId);

    // Its job works with its own bucket, and not with another's.
    await ok(home.aws("s3", "mb", "s3://slipway-default"));
    await ok(home.aws("s3", "cp", join(EXAMPLE, "data"), "s3://slipway-default/data", "--recursive"));
    const hello = join(ROOT, "examples/hello-training");
    await ok(home.slipway("train", hello, "--name", "own", "-n", namespace, "--wait"));
    const other = ["--input", "train=s3://slipway-default/data/"];
    const thief = await home.slipway("train", hello, "--name", "thief", "-n", namespace, "--wait", ...other);
    expect(thief.code).toBe(100);
    expect(thief.stderr).toMatch(/403|AccessDenied|Access Denied/);
    // The key opens the AWS door for its namespace, and for no other.
    const seen = async (at: string) => {
      const set = JSON.parse(await ok(home.slipway("env", "-n", at, "-o", "json"))) as {
        readonly set: Readonly<Record<string, string>>;
      };
      const variables = Object.entries(set.set).map(([name, value]) => `${name}=${value}`);
      const tool =
        "import boto3; c=boto3.client('sagemaker'); print([j['TrainingJobName'] for j in c.list_training_jobs()['TrainingJobSummaries']])";
      return ok(home.run("env", [...variables, (await pythonOf()).python, "-c", tool]));
    };
    expect((await seen(namespace)).trim()).toBe("['own', 'thief']");
    expect((await seen("default")).trim()).toBe("[]");
  });

  test("that has no jobs any more lets the objects go that were begun there, and what they own with them", async () => {
    await apply("left");
    const pods = await eventually("the job's pod", 60, async () => (await job("left")).status?.slipway?.pods);
    const said = await home.install({ secrets: false, flags: ["--end-jobs-in", namespace] });
    expect(said.code, said.stderr).toBe(0);
    expect(await home.cluster.ok("get", "rolebindings,secrets", "-n", namespace, "-o", "name")).not.toContain(
      "slipway",
    );
    await remove("left");
    await eventually("its pods to go", 60, async () => {
      const names = await home.cluster.ok("get", "pods", "-n", namespace, "-o", "name");
      return pods.some((pod) => names.includes(pod)) ? undefined : true;
    });
    await apply("after");
    await refused("after");
    await remove("after");
  });

  test("that is deleted as a whole goes, though its rights may go before its objects", async () => {
    const going = await home.cluster.namespace();
    await ok(home.install({ secrets: false, flags: ["--jobs-in", going, "--share-bucket-key"] }));
    await ok(home.kubectlWith(MANIFEST, "apply", "-n", going, "-f", "-"));
    await eventually("the job to be begun", 60, async () => {
      const held = ["get", "trainingjobs", "-n", going, "-o", "jsonpath={.items[*].metadata.finalizers[*]}"];
      return (await home.cluster.ok(...held)) === FINALIZER ? true : undefined;
    });
    // The API server deletes kinds in an order of its own; this is the worst one.
    await home.cluster.ok("delete", "rolebinding", "slipway-operator-jobs", "-n", going);
    await home.cluster.ok("delete", "namespace", going, "--timeout=90s");
    await ok(home.install({ secrets: false, flags: ["--end-jobs-in", going] }));
  });
});
