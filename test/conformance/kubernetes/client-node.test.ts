import { PassThrough } from "node:stream";
import {
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  makeInformer,
  PatchStrategy,
  VersionApi,
} from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedDoor, openEmbeddedDoor } from "./support/embedded-door.ts";

const JOBS = { group: "ml.example.com", version: "v1", namespace: "default", plural: "trainingjobs" };
const job = (name: string, replicas = 1) => ({
  apiVersion: "ml.example.com/v1",
  kind: "TrainingJob",
  metadata: { name, namespace: "default" },
  spec: { image: "abc", replicas },
});

let door: EmbeddedDoor;
let config: KubeConfig;
beforeAll(async () => {
  door = await openEmbeddedDoor();
  config = new KubeConfig();
  config.loadFromFile(door.kubeconfigOf("admin"));
});
afterAll(() => door.close());

test("the JavaScript client reads the version", async () => {
  expect(await config.makeApiClient(VersionApi).getCode()).toMatchObject({ major: "1", minor: "34" });
});

test("its informer sees what is there, then every change", async () => {
  const api = config.makeApiClient(CustomObjectsApi);
  await api.createNamespacedCustomObject({ ...JOBS, body: job("seen") });
  const seen: string[] = [];
  const informer = makeInformer(config, "/apis/ml.example.com/v1/namespaces/default/trainingjobs", () =>
    api.listNamespacedCustomObject(JOBS),
  );
  const waiting = new Map<string, () => void>();
  for (const verb of ["add", "update", "delete"] as const) {
    informer.on(verb, (object) => {
      const what = `${verb} ${object.metadata?.name}`;
      seen.push(what);
      waiting.get(what)?.();
    });
  }
  const heard = (what: string) =>
    seen.includes(what) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(what, resolve));
  await informer.start();
  await heard("add seen");
  await api.createNamespacedCustomObject({ ...JOBS, body: job("later") });
  await heard("add later");
  await api.patchNamespacedCustomObject({
    ...JOBS,
    name: "later",
    body: [{ op: "replace", path: "/spec/replicas", value: 2 }],
  });
  await heard("update later");
  await api.deleteNamespacedCustomObject({ ...JOBS, name: "later" });
  await heard("delete later");
  await informer.stop();
});

test("its dynamic client creates, applies, patches and deletes what discovery tells it of", async () => {
  const api = KubernetesObjectApi.makeApiClient(config);
  await api.create(job("dynamic"));
  const applied = { ...job("dynamic", 4), metadata: { name: "dynamic", namespace: "default" } };
  const applying = [undefined, undefined, "tests", true, PatchStrategy.ServerSideApply] as const;
  expect(await api.patch(applied, ...applying)).toMatchObject({ spec: { replicas: 4 } });
  const merged = await api.patch(
    { ...job("dynamic"), spec: { image: "new" } } as ReturnType<typeof job>,
    undefined,
    undefined,
    undefined,
    undefined,
    PatchStrategy.MergePatch,
  );
  expect(merged).toMatchObject({ spec: { image: "new", replicas: 4 } });
  await api.delete(job("dynamic"));
  await expect(api.read(job("dynamic"))).rejects.toMatchObject({ code: 404 });
});

test("its typed client writes a secret and follows a log", async () => {
  const core = config.makeApiClient(CoreV1Api);
  await core.createNamespacedSecret({
    namespace: "default",
    body: { metadata: { name: "s" }, stringData: { a: "1" } },
  });
  expect((await core.readNamespacedSecret({ namespace: "default", name: "s" })).data).toEqual({ a: "MQ==" });
  const pod = await core.createNamespacedPod({
    namespace: "default",
    body: { metadata: { name: "p" }, spec: { nodeName: "here", containers: [{ name: "main", image: "i" }] } },
  });
  await door.ledger.appendLog(
    { namespace: "default", pod: "p", uid: pod.metadata?.uid ?? "", container: "main" },
    0,
    [{ at: new Date(), text: "a line" }],
  );
  const lines = new PassThrough();
  const text = lines.setEncoding("utf8")[Symbol.asyncIterator]();
  const following = await new Log(config).log("default", "p", "main", lines, { follow: true });
  expect((await text.next()).value).toBe("a line\n");
  following.abort();
});
