import { expect, test } from "vitest";
import { inOrderFor } from "./affinity.ts";

const PODS = ["10.0.0.1:8080", "10.0.0.2:8080", "10.0.0.3:8080"];
const MODELS = Array.from({ length: 300 }, (_, index) => `model-${index}.tar.gz`);

test("a model has its pod, whoever asks and in whatever order pods are known", () => {
  for (const model of MODELS.slice(0, 20))
    expect(inOrderFor(model, PODS.toReversed())).toEqual(inOrderFor(model, PODS));
});

test("models are spread over the pods, and those of a pod that goes over the others; the rest stay where they are", () => {
  const first = (pods: readonly string[]) =>
    new Map(MODELS.map((model) => [model, inOrderFor(model, pods)[0]]));
  const [all, without] = [first(PODS), first(PODS.slice(0, 2))];
  const share = (pods: ReadonlyMap<string, string | undefined>, pod: string) =>
    [...pods.values()].filter((one) => one === pod).length;
  for (const pod of PODS) expect(share(all, pod)).toBeGreaterThan(60);
  for (const [model, pod] of all) if (pod !== PODS[2]) expect(without.get(model)).toBe(pod);
  for (const pod of PODS.slice(0, 2)) expect(share(without, pod)).toBeGreaterThan(100);
});
