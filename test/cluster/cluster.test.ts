/** The cluster does what Kubernetes' documentation says, in each of the ways that Slipway's tests rely on. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Cluster } from "./support/cluster.ts";
import { BUSYBOX, isOver, podWhen, scriptPod } from "./support/pods.ts";

const cluster = new Cluster();
let namespace: string;

beforeAll(async () => {
  namespace = await cluster.namespace();
});
afterAll(() => cluster.removeNamespace(namespace));

const apply = (...objects: readonly object[]) =>
  cluster.apply(...objects.map((object) => inNamespace(object as { metadata: object })));
const inNamespace = (object: { metadata: object }) => ({
  ...object,
  metadata: { ...object.metadata, namespace },
});
const pod = (name: string) => ({ namespace, name });

test("the one node is ready, and says the same of itself on every machine", async () => {
  const { items } = await cluster.get<{ items: readonly Node[] }>("nodes");
  expect(items).toHaveLength(1);
  const [node] = items;
  expect(node?.status.conditions).toContainEqual(expect.objectContaining({ type: "Ready", status: "True" }));
  expect(node?.status.nodeInfo.kubeletVersion).toMatch(/^v1\.34\.\d+$/);
  expect(node?.status.allocatable).toMatchObject({
    cpu: "2",
    memory: "4Gi",
    pods: "110",
    "example.com/accelerator": "2",
  });
});

test("a pod with a native sidecar completes, and its log can be read", async () => {
  const sidecar = { name: "side", image: BUSYBOX, imagePullPolicy: "Never", restartPolicy: "Always" };
  const initContainers = [{ ...sidecar, command: ["sh", "-c", "echo beside; sleep 1000"] }];
  await apply(scriptPod("completes", "echo trained", { spec: { initContainers } }));
  const { status } = await podWhen(cluster, pod("completes"), isOver);
  expect(status.phase).toBe("Succeeded");
  expect(status.containerStatuses?.[0]?.state.terminated).toMatchObject({ reason: "Completed", exitCode: 0 });
  expect(await cluster.ok("logs", "completes", "-c", "main", `--namespace=${namespace}`)).toBe("trained\n");
  expect(await cluster.ok("logs", "completes", "-c", "side", `--namespace=${namespace}`)).toBe("beside\n");
});

test("a container that takes more memory than its limit is OOMKilled", async () => {
  const resources = { limits: { memory: "32Mi" } };
  await apply(scriptPod("hog", "tail /dev/zero", { container: { resources } }));
  const { status } = await podWhen(cluster, pod("hog"), isOver);
  expect(status.containerStatuses?.[0]?.state.terminated).toMatchObject({
    reason: "OOMKilled",
    exitCode: 137,
  });
});

test.each([
  ["Never", /^ErrImageNeverPull$/],
  ["IfNotPresent", /^(ErrImagePull|ImagePullBackOff)$/],
])("an image that is not there keeps a pod with pull policy %s waiting", async (imagePullPolicy, reason) => {
  const name = `absent-${imagePullPolicy.toLowerCase()}`;
  await apply(scriptPod(name, "", { container: { image: "slipway.test/absent:1", imagePullPolicy } }));
  const { status } = await podWhen(cluster, pod(name), ({ status: { containerStatuses } }) =>
    reason.test(containerStatuses?.[0]?.state.waiting?.reason ?? ""),
  );
  expect(status.phase).toBe("Pending");
});

test("a pod that asks for more than the node has is Unschedulable", async () => {
  const resources = { requests: { cpu: "64" } };
  await apply(scriptPod("too-big", "", { container: { resources } }));
  const { status } = await podWhen(cluster, pod("too-big"), (seen) => seen.status.conditions !== undefined);
  expect(status.conditions).toContainEqual(
    expect.objectContaining({
      type: "PodScheduled",
      reason: "Unschedulable",
      message: expect.stringContaining("Insufficient cpu"),
    }),
  );
});

test("a service account without a role is refused by name, and its token is a real one", async () => {
  await cluster.ok("create", "serviceaccount", "nobody", `--namespace=${namespace}`);
  const token = (await cluster.ok("create", "token", "nobody", `--namespace=${namespace}`)).trim();
  const flags = [`--token=${token}`, `--namespace=${namespace}`];
  const kubeconfig = JSON.parse(await cluster.ok("config", "view", "--raw", "-o", "json"));
  const server: string = kubeconfig.clusters[0].cluster.server;
  // Without the administrator's certificate, which would win over the token.
  const as = ["--kubeconfig=/dev/null", `--server=${server}`, "--insecure-skip-tls-verify", ...flags];
  const user = `system:serviceaccount:${namespace}:nobody`;
  expect((await cluster.run(["auth", "whoami", ...as])).stdout).toContain(user);
  const said = await cluster.run(["get", "secrets", ...as]);
  expect(said.code).toBe(1);
  expect(said.stderr).toContain(`User "${user}" cannot list resource "secrets"`);
});

test("a ClusterIP Service answers this machine and other pods", async () => {
  const labels = { app: "web" };
  const serve = "mkdir /www; echo served > /www/index.html; exec httpd -f -p 8080 -h /www";
  const readinessProbe = { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 };
  const spec = { selector: labels, ports: [{ port: 80, targetPort: 8080 }] };
  await apply(scriptPod("web", serve, { labels, container: { readinessProbe } }), {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec,
  });
  await cluster.ok("wait", "--for=condition=Ready", "pod/web", `--namespace=${namespace}`, "--timeout=60s");
  const service = await cluster.get<{ spec: { clusterIP: string } }>(
    "service",
    "web",
    `--namespace=${namespace}`,
  );
  const url = `http://${service.spec.clusterIP}/`;
  await expect.poll(() => textOf(url), { timeout: 10_000 }).toBe("served\n");
  await apply(scriptPod("asks", `wget -q -O - ${url}`));
  await podWhen(cluster, pod("asks"), isOver);
  expect(await cluster.ok("logs", "asks", `--namespace=${namespace}`)).toBe("served\n");
});

test("a pod reaches a server of this machine on the bridge", async () => {
  const server = createServer((_, response) => response.end("from the host\n"));
  await new Promise<void>((resolve) => server.listen(0, cluster.hostAddress, resolve));
  try {
    const { port } = server.address() as AddressInfo;
    await apply(scriptPod("calls", `wget -q -O - http://${cluster.hostAddress}:${port}/`));
    await podWhen(cluster, pod("calls"), isOver);
    expect(await cluster.ok("logs", "calls", `--namespace=${namespace}`)).toBe("from the host\n");
  } finally {
    server.close();
  }
});

test("the Python image has scikit-learn", async () => {
  const container = {
    image: "slipway.test/python:3.11",
    command: ["python", "-c", "import sklearn, sys; print(sys.version_info[:2], sklearn.__version__)"],
  };
  await apply(scriptPod("python", "", { container }));
  await podWhen(cluster, pod("python"), isOver);
  expect(await cluster.ok("logs", "python", `--namespace=${namespace}`)).toBe("(3, 11) 1.7.2\n");
});

test("while the API server is away nothing answers, pods run on, and afterwards all is as it was", async () => {
  await apply(scriptPod("runs-on", "sleep 2; echo ran on"));
  await podWhen(cluster, pod("runs-on"), ({ status }) => status.phase === "Running");
  await cluster.stopApiServer();
  try {
    const said = await cluster.run(["get", "nodes"]);
    expect(said.code).toBe(1);
    expect(said.stderr).toContain("refused");
  } finally {
    await cluster.startApiServer();
  }
  expect((await podWhen(cluster, pod("runs-on"), isOver)).status.phase).toBe("Succeeded");
});

test("without the kubelet a pod is placed and not started; its return starts it", async () => {
  await cluster.stopKubelet();
  try {
    await apply(scriptPod("late", "echo late"));
    await podWhen(cluster, pod("late"), ({ status }) =>
      (status.conditions ?? []).some(({ type }) => type === "PodScheduled"),
    );
    const { status } = await podWhen(cluster, pod("late"), () => true);
    expect(status.containerStatuses).toBeUndefined();
  } finally {
    await cluster.startKubelet();
  }
  expect((await podWhen(cluster, pod("late"), isOver)).status.phase).toBe("Succeeded");
});

interface Node {
  readonly status: {
    readonly conditions: readonly object[];
    readonly allocatable: Readonly<Record<string, string>>;
    readonly nodeInfo: { readonly kubeletVersion: string };
  };
}

async function textOf(url: string): Promise<string> {
  try {
    return await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).text();
  } catch (error) {
    return String(error);
  }
}
