import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import type { Store } from "#store/store.ts";
import { listedCache } from "#store/testing/listed-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { servingVariant } from "../../serving.contract.ts";
import type { ServingSpec } from "../../serving.ts";
import { KUBELET } from "../node-ways.ts";
import { container, Machinery } from "../testing/machinery.ts";
import { askNodes } from "./ask-nodes.ts";

const TAG = "registry.example/team/churn:prod";
const DIGEST = `registry.example/team/churn@sha256:${"a".repeat(64)}`;

let store: Store;
let close: () => Promise<void>;
let endpoint: ServingSpec;
let told: string[];
const stop = new AbortController();

beforeEach(async () => {
  told = [];
  ({ store, close } = await createMemoryStore({ clock: systemClock }));
  const owner = await store.create(modelKind, {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Model",
    metadata: { name: "owner", namespace: "default" },
    spec: { modelName: "owner" },
  });
  const variants = [servingVariant("blue", { image: TAG })];
  endpoint = { name: "churn", namespace: "default", owner, endpointName: "Churn", variants };
});
afterEach(() => close());

const ask = (image: string) =>
  askNodes({
    ...{ store, cache: listedCache(store), clock: systemClock, ways: KUBELET, signal: stop.signal },
    image: "registry.example/slipway:1",
  })(image, { endpoint, of: "1", tell: (sentence) => void told.push(sentence) });
const pods = async () => (await store.list(podKind, { namespace: "default" })).items;
/** The pod that asks, once it is there, is said this of. */
async function answer(...status: Parameters<typeof container>): Promise<Pod> {
  await expect.poll(pods).toHaveLength(1);
  const [pod] = await pods();
  if (pod === undefined) throw new Error("there is no pod");
  return new Machinery(store).report(pod, { phase: "Running", containerStatuses: [container(...status)] });
}

// As containerd, CRI-O and Docker's shim have it (k8s.io/api ContainerStatus.imageID).
test.each([DIGEST, `docker-pullable://${DIGEST}`, DIGEST.replace("team/churn", "mirror/else")])(
  "a node says what came of it as %s",
  async (imageID) => {
    const asked = ask(TAG);
    await answer("image", { imageID });
    expect(await asked).toBe(DIGEST);
    expect(await pods()).toEqual([]);
  },
);

test("the pod pulls what its registry has, is the endpoint's, and has no rights and no keys", async () => {
  const asked = ask(TAG);
  const { spec, metadata } = await answer("image", { imageID: DIGEST });
  await asked;
  expect(metadata.ownerReferences).toEqual([expect.objectContaining({ name: "owner", controller: true })]);
  expect(spec).toMatchObject({ restartPolicy: "Never", automountServiceAccountToken: false });
  expect(spec.containers).toMatchObject([{ image: TAG, imagePullPolicy: "Always" }]);
  expect(spec.containers[0]?.env ?? []).toEqual([]);
});

test("an image of the node's own, by which no other node finds it, is not pinned", async () => {
  const asked = ask(TAG);
  await answer("image", { imageID: `sha256:${"a".repeat(64)}` });
  expect(await asked).toBeUndefined();
});

test("what a node cannot pull is not pinned, and its pod goes", async () => {
  const asked = ask(TAG);
  await answer("image", { state: { waiting: { reason: "ErrImagePull", message: "not found" } } });
  expect(await asked).toBeUndefined();
  expect(await pods()).toEqual([]);
});

test("the question is found again by who asks it anew", async () => {
  const [one, other] = [ask(TAG), ask(TAG)];
  await answer("image", { imageID: DIGEST });
  expect((await Promise.all([one, other])).includes(DIGEST)).toBe(true);
});

test("it says what it waits for", async () => {
  const asked = ask(TAG);
  await answer("image", { state: { waiting: { reason: "ContainerCreating", message: "pulling" } } });
  await expect.poll(() => told).toContain("pulling");
  await answer("image", { imageID: DIGEST });
  await asked;
});

test.each(["slipway.dev/xgboost", DIGEST])("nobody is asked what %s stands for", async (image) => {
  expect(await ask(image)).toBeUndefined();
  expect(await pods()).toEqual([]);
});
