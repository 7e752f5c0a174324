import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OwnClusterHome } from "../blackbox/support/cluster-home.ts";
import { eventually, ok } from "../e2e/support/home.ts";

const CRD = "trainingjobs.sagemaker.services.k8s.aws";

describe("an installation", () => {
  let home: OwnClusterHome;
  beforeAll(async () => {
    home = await OwnClusterHome.open();
  });
  afterAll(() => home.down());

  test("done again changes nothing, and needs no secret a second time", async () => {
    const said = await ok(home.install({ secrets: false }));
    const lines = said.trim().split("\n");
    expect(lines.length).toBeGreaterThan(25);
    expect(lines.filter((line) => !line.endsWith(" unchanged"))).toEqual([]);
  });

  test("can be read before it is made, without a secret in it", async () => {
    const before = await home.cluster.ok("get", "deployments", "-n", "slipway-system", "-o", "yaml");
    const printed = await ok(home.install({ flags: ["--dry-run", "--image", "other/image:2"] }));
    for (const kind of ["Deployment", "ClusterRole", "CustomResourceDefinition", "Secret", "Service"])
      expect(printed).toContain(`kind: ${kind}\n`);
    expect(printed).toContain("image: other/image:2");
    for (const secret of home.secrets) {
      expect(printed).not.toContain(secret);
      expect(printed).not.toContain(Buffer.from(secret).toString("base64"));
    }
    expect(await home.cluster.ok("get", "deployments", "-n", "slipway-system", "-o", "yaml")).toBe(before);
  });

  test("gives each part its own rights and no others", async () => {
    const can = async (part: string, ...what: readonly string[]): Promise<string> => {
      const as = `--as=system:serviceaccount:slipway-system:${part}`;
      return (await home.cluster.run(["auth", "can-i", ...what, as])).stdout.trim();
    };
    expect(await can("slipway-aws", "get", "secrets", "-n", "slipway-system")).toBe("no");
    expect(await can("slipway-aws", "get", "secrets", "-n", "slipway-access-keys")).toBe("yes");
    expect(await can("slipway-aws", "impersonate", "users/admin")).toBe("no");
    expect(await can("slipway-aws", "create", "trainingjobs.sagemaker.services.k8s.aws")).toBe("no");
    expect(await can("slipway-router", "list", "secrets", "-A")).toBe("no");
    expect(await can("slipway-router", "list", "endpointslices.discovery.k8s.io", "-A")).toBe("yes");
    expect(await can("slipway-operator", "create", "pods", "-n", "kube-system")).toBe("no");
    expect(await can("slipway-operator", "create", "pods", "-n", "default")).toBe("yes");
    expect(await can("slipway-operator", "get", "secrets", "-n", "kube-system")).toBe("no");
    expect(await can("slipway-operator", "delete", "namespaces")).toBe("no");
  });

  test("sets clients up per service, and nothing of the shell leads them elsewhere", () => {
    expect(home.env["AWS_ENDPOINT_URL"]).toBeUndefined();
    expect(home.env["AWS_ENDPOINT_URL_S3"]).toBe(home.s3Url);
    expect(home.env["AWS_ENDPOINT_URL_SAGEMAKER"]).toMatch(/^http:\/\/10\.90\./);
    for (const service of [
      "SAGEMAKER_RUNTIME",
      "SAGEMAKER_METRICS",
      "CLOUDWATCH",
      "CLOUDWATCH_LOGS",
      "IAM",
      "STS",
    ])
      expect([service, home.env[`AWS_ENDPOINT_URL_${service}`]]).toEqual([
        service,
        home.env["AWS_ENDPOINT_URL_SAGEMAKER"],
      ]);
  });

  test("goes without its data, and finds it again when it comes back", async () => {
    const pool = {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata: { name: "kept" },
      spec: { instanceTypes: ["kept"] },
    };
    await home.cluster.apply(pool);
    await ok(home.slipway("uninstall"));
    expect(await home.cluster.ok("get", "deployments", "-n", "slipway-system", "-o", "name")).toBe("");
    expect(await home.cluster.ok("get", "nodepool", "kept", "-o", "name")).toBe(
      "nodepool.slipway.dev/kept\n",
    );
    await ok(home.install({ secrets: false }));
    await eventually("the pool to be judged again", 30, async () => {
      const status = await home.cluster.ok(
        "get",
        "nodepool",
        "kept",
        "-o",
        "jsonpath={.status.conditions[0].status}",
      );
      return status === "True" ? status : undefined;
    });
  });

  test("stops with a sentence before ACK's definitions and leaves them as they are", async () => {
    await ok(home.slipway("uninstall", "--delete-data"));
    const gone = async (...what: readonly string[]) =>
      (await home.cluster.run(["get", ...what])).code === 0 ? undefined : true;
    await eventually("the definitions to go", 60, () => gone("crd", CRD));
    await eventually("the namespace to go", 60, () => gone("namespace", "slipway-system"));
    await home.cluster.apply({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: CRD, annotations: { "controller-gen.kubebuilder.io/version": "v0.16.2" } },
      spec: {
        group: "sagemaker.services.k8s.aws",
        scope: "Namespaced",
        names: {
          kind: "TrainingJob",
          listKind: "TrainingJobList",
          plural: "trainingjobs",
          singular: "trainingjob",
        },
        versions: [
          {
            name: "v1alpha1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        ],
      },
    });
    try {
      const before = await home.cluster.ok("get", "crd", CRD, "-o", "jsonpath={.metadata.generation}");
      const { code, stderr } = await home.install();
      expect(code).not.toBe(0);
      expect(stderr).toContain("SLIP-CLI-017");
      expect(stderr).toContain(CRD);
      expect(await home.cluster.ok("get", "crd", CRD, "-o", "jsonpath={.metadata.generation}")).toBe(before);
      expect((await home.cluster.run(["get", "namespace", "slipway-system"])).code).not.toBe(0);
    } finally {
      await home.cluster.ok("delete", "crd", CRD);
    }
  });
});
