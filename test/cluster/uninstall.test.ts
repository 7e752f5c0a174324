import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OwnClusterHome } from "../blackbox/support/cluster-home.ts";
import { eventually, ok, SLIPWAY } from "../e2e/support/home.ts";

const SYSTEM = ["-n", "slipway-system"];
const CRD = "models.sagemaker.services.k8s.aws";
const MODEL = "model.sagemaker.services.k8s.aws";

/** An object that is nothing but held by a finalizer of ours; `more` are those of others. */
const model = (name: string, more: readonly string[] = []) => ({
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "Model",
  metadata: { name, namespace: "default", ...(more.length === 0 ? {} : { finalizers: more }) },
  spec: { modelName: name, primaryContainer: { image: "x", modelDataURL: "s3://slipway-default/x" } },
});

describe("uninstalling", () => {
  let home: OwnClusterHome;
  beforeAll(async () => {
    home = await OwnClusterHome.open();
  });
  afterAll(() => home.down());

  const held = async (name: string) =>
    home.cluster.ok("get", MODEL, name, "-n", "default", "-o", "jsonpath={.metadata.finalizers}");
  const begun = (name: string) =>
    eventually(`${name} to be taken up`, 60, async () =>
      (await held(name)).includes("finalizers.sagemaker.services.k8s.aws/Model") ? true : undefined,
    );
  const operatorIsGone = () =>
    home.cluster.ok(
      "wait",
      "pod",
      "-l",
      "app.kubernetes.io/name=slipway-operator",
      "--for=delete",
      ...SYSTEM,
    );
  const uninstall = (...flags: readonly string[]) => home.slipway("uninstall", "--delete-data", ...flags);
  const isGone = async (...what: readonly string[]) => (await home.cluster.run(["get", ...what])).code !== 0;
  const everythingIsGone = async () => {
    for (const what of [
      ["crd", CRD],
      ["namespace", "slipway-system"],
      ["namespace", "slipway-access-keys"],
    ])
      expect(await isGone(...what)).toBe(true);
    expect(
      await home.cluster.ok("get", "secrets,serviceaccounts,rolebindings", "-n", "default", "-o", "name"),
    ).not.toContain("slipway");
  };

  test("without its data leaves no finalizer that nobody serves, and puts it on again when it comes back", async () => {
    await home.cluster.apply(model("kept"));
    await begun("kept");
    await ok(home.slipway("uninstall"));
    expect(await held("kept")).toBe("");
    await home.cluster.apply(model("made-meanwhile"));
    await home.cluster.ok("delete", MODEL, "made-meanwhile", "-n", "default", "--timeout=10s");
    await ok(home.install({ secrets: false }));
    await begun("kept");
  });

  test("never says that it is gone while an object is stuck, interrupted or not, and goes on when it is run again", async () => {
    await home.cluster.apply(model("stuck", ["example.com/hold"]));
    await begun("stuck");
    const { code, stderr } = await uninstall("--timeout", "4s");
    expect(code).toBe(5);
    expect(stderr).toContain("SLIP-CLI-026");
    expect(stderr).toContain("model/stuck in namespace default (held by example.com/hold)");
    expect(stderr).not.toContain("are gone");

    const running = home.spawn(process.execPath, [SLIPWAY, "uninstall", "--delete-data"]);
    let said = "";
    running.stderr?.on("data", (chunk) => (said += chunk));
    const ended = new Promise<number | null>((resolve) => running.once("exit", resolve));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    running.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(said).toContain("Run the same command again");
    expect(said).not.toContain("are gone");

    // The operator has crashed, and will not come back.
    await home.cluster.ok("scale", "deployment/slipway-operator", "--replicas=0", ...SYSTEM);
    await home.cluster.apply(model("orphan"));
    await home.cluster.ok(
      "patch",
      MODEL,
      "stuck",
      "-n",
      "default",
      "--type=merge",
      "-p",
      '{"metadata":{"finalizers":null}}',
    );
    const again = await uninstall();
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).toContain("are gone");
    await everythingIsGone();
  });

  test("ends though the operator cannot start and a definition was deleted by hand", async () => {
    await ok(home.install());
    await home.cluster.apply(model("held"));
    await begun("held");
    await home.cluster.ok("scale", "deployment/slipway-operator", "--replicas=0", ...SYSTEM);
    await operatorIsGone();
    await home.cluster.ok("delete", "crd", CRD, "--wait=false");
    expect(await isGone(MODEL, "held", "-n", "default")).toBe(false);
    await ok(uninstall());
    await everythingIsGone();
    expect((await uninstall()).code).toBe(0);
  });

  test("frees objects though its namespace was deleted by hand; installing into one that is going says so", async () => {
    await ok(home.install());
    await home.cluster.apply(model("held"));
    await begun("held");
    await home.cluster.apply({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "hold", namespace: "slipway-system", finalizers: ["example.com/hold"] },
    });
    // Kubernetes looks again at a namespace after half of the grace of pods in it, which is minutes for those that drain.
    await home.cluster.ok("scale", "deployment", "--all", "--replicas=0", ...SYSTEM);
    await home.cluster.ok("wait", "pod", "--all", "--for=delete", "--timeout=120s", ...SYSTEM);
    await home.cluster.ok("delete", "namespace", "slipway-system", "--wait=false");
    const refused = await home.install();
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain("SLIP-CLI-022");
    const stuck = await uninstall("--timeout", "5s");
    expect(stuck.stderr).toContain("namespace/slipway-system");
    expect(stuck.stderr).toContain("example.com/hold");
    expect(await isGone(MODEL, "held", "-n", "default")).toBe(true);
    await home.cluster.ok(
      "patch",
      "configmap",
      "hold",
      ...SYSTEM,
      "--type=merge",
      "-p",
      '{"metadata":{"finalizers":null}}',
    );
    await ok(uninstall());
    await everythingIsGone();
  });

  test("installing says what an image that no node has needs, and refuses an address that pods cannot mean", async () => {
    const absent = await home.install({ flags: ["--image", "slipway.test/absent:1", "--timeout", "60s"] });
    expect(absent.code).not.toBe(0);
    const message = absent.stderr.replaceAll(/\s+/g, " ");
    for (const words of ["SLIP-CLI-020", "slipway image build", "skopeo copy", "ctr -n k8s.io images import"])
      expect(message).toContain(words);
    const local = await home.install({ flags: ["--s3-endpoint", "http://localhost:9000"] });
    expect(local.stderr).toContain("SLIP-CLI-021");
    // Nobody listens there.
    const nowhere = await home.install({
      flags: ["--image", home.image, "--s3-endpoint", `http://${home.cluster.hostAddress}:9`],
    });
    expect(nowhere.stderr).toContain("SLIP-CLI-024");
  });
});
