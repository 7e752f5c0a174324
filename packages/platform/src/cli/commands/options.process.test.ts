import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../testing/tiny-home.ts";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
  mkdirSync(join(home.folder, "src"));
  writeFileSync(join(home.folder, "src/train.py"), "print(1)\n");
  writeFileSync(join(home.folder, "rows.csv"), "1,2\n");
});
afterEach(() => home.stop());

const words = (text: string): string => text.replace(/\s+/g, " ");

describe("What a job would be refused for is said before anything is sent", () => {
  // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html holds the rules.
  const refused: readonly (readonly [line: string, says: string])[] = [
    ["--name Bad_Name", "--name Bad_Name: expected letters, digits and dashes"],
    ["--name Bad_Name", "for instance bad-name"],
    ["--name -x-", "for instance x"],
    ["--name modèle.v2", "for instance modele-v2"],
    ["--name ___", "at most 63 characters"],
    [`--name ${"a".repeat(64)}`, `for instance ${"a".repeat(63)}`],
    ["--hp depth", "--hp depth: expected NAME=VALUE"],
    ["--hp =6", "--hp =6: expected NAME=VALUE"],
    ["--hp depth=6 --hp depth=7", "--hp depth is given twice, as depth=6 and depth=7"],
    [`--hp x=${"1".repeat(2501)}`, "--hp x: Invalid value"],
    ["--env 1A=x", "--env 1A: Invalid value"],
    ["--env A=x --env A=y", "--env A is given twice"],
    ["--input a/b=rows.csv", "--input a/b=rows.csv: a/b can be no channel's name"],
    ["--input train=rows.csv --input train=s3://b/x", "--input train is given twice"],
    ["--output-path ./models", "--output-path ./models: expected s3://BUCKET or s3://BUCKET/PREFIX"],
    ["--output-path s3://Bad_Bucket/x", "expected s3://BUCKET"],
    ["--output-path https://bucket/x", "expected s3://BUCKET"],
    ["--max-runtime soon", "--max-runtime soon: expected a span"],
    ["--max-runtime 0", "--max-runtime: expected a second at least"],
    ["--instance-type ml.m5.larg", "did you mean ml.m5.large?"],
    ["--instance-type m5.large", "did you mean ml.m5.large?"],
    ["--image=", "--image: expected the name of an image"],
    ["--label team", "--label team: expected NAME=VALUE"],
    ["--label team=a/b", "--label team=a/b: a valid label must be an empty string or consist of"],
    ["--label a/b/c=x", "a qualified name must consist of"],
    ["--label /x=y", "prefix part must be non-empty"],
    [`--label x=${"y".repeat(64)}`, "must be no more than 63 bytes"],
    ["--namespace Bad_NS", "--namespace Bad_NS: a lowercase RFC 1123 label must consist of"],
    ["--nam x", "did you mean --name?"],
  ];

  test.each(refused)("train %s", async (line, says) => {
    const { exitCode, stdout, stderr } = await home.cli("train", "src", ...line.split(" "));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(words(stderr)).toContain(says);
    expect(home.aws.calls).toEqual([]);
    expect(home.kubernetes.written).toEqual([]);
  });

  test("deploy: name, machine and labels too", async () => {
    const API_VERSION = "sagemaker.services.k8s.aws/v1alpha1";
    home.kubernetes.put(`/apis/${API_VERSION}/namespaces/default/models/m`, {
      apiVersion: API_VERSION,
      kind: "Model",
      metadata: { name: "m", namespace: "default" },
      spec: { modelName: "m" },
    });
    for (const [line, says] of [
      ["--name my_endpoint", "for instance my-endpoint"],
      ["--instance-type ml.c5.2xlarg", "did you mean ml.c5.2xlarge?"],
      ["--label Ä=x", "name part must consist of"],
      ["--timeout later", "--timeout later: expected a span"],
    ] as const) {
      const { exitCode, stderr } = await home.cli("deploy", "m", ...line.split(" "));
      expect(exitCode).toBe(2);
      expect(words(stderr)).toContain(says);
    }
    expect(home.kubernetes.written).toEqual([]);
  });

  test("a namespace that is not there", async () => {
    const { exitCode } = await home.cli("train", "src", "-n", "nope");
    expect(exitCode).toBe(3);
    expect(home.aws.calls).toEqual([]);
  });
});

describe("What is right stays right", () => {
  test("AWS's names may have upper case, and a NodePool's word is an instance type", async () => {
    home.kubernetes.put("/apis/slipway.dev/v1alpha1/nodepools/gpu", {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata: { name: "gpu" },
      spec: { instanceTypes: ["gpu"] },
    } as never);
    const { exitCode, stderr } = await home.cli(
      "train",
      "src",
      "--name",
      "Churn-1",
      "--instance-type",
      "gpu",
    );
    expect({ exitCode, warned: stderr.includes("no NodePool") }).toEqual({ exitCode: 0, warned: false });
    const odd = await home.cli("train", "src", "--instance-type", "quantum");
    expect(odd.exitCode).toBe(0);
    expect(words(odd.stderr)).toContain("--instance-type quantum: no NodePool here has it");
    expect((await home.cli("train", "src", "--instance-type", "gpv")).stderr).toContain("did you mean gpu?");
  });

  test("labels stand on the job, and on all that deploy makes", async () => {
    const { stdout } = await home.cli(
      "train",
      "src",
      "--name",
      "a",
      "--label",
      "team=risk",
      "--label",
      "x.io/v=",
    );
    expect(stdout).toBe("trainingjob/a\n");
    const job = home.kubernetes.written.at(-1) as { metadata: object };
    expect(job.metadata).toMatchObject({ labels: { team: "risk", "x.io/v": "" } });
    home.kubernetes.put("/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default/trainingjobs/a", {
      ...home.kubernetes.objects.get(
        "/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default/trainingjobs/a",
      ),
      status: { trainingJobStatus: "Completed", modelArtifacts: { s3ModelArtifacts: "s3://b/m.tar.gz" } },
    } as never);
    home.kubernetes.written.length = 0;
    await home.cli("deploy", "a", "--image", "x", "--label", "team=risk", "--no-wait");
    const labelled = home.kubernetes.written.filter(
      (body) => (body as { metadata: { labels?: object } }).metadata.labels !== undefined,
    );
    expect(labelled.map((body) => (body as { kind: string }).kind)).toEqual([
      "Model",
      "EndpointConfig",
      "Endpoint",
    ]);
  });
});
