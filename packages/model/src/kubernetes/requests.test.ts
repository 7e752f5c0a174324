import { describe, expect, it } from "vitest";
import { requestsOf } from "./requests.ts";
import type { Container, Pod } from "./workloads.ts";

const wants = (
  name: string,
  requests: Readonly<Record<string, string>>,
  more: Partial<Container> = {},
): Container => ({ name, ...more, resources: { requests } });
const sidecar = { restartPolicy: "Always" } as const;
const asked = (name: string, containers: Container[], more: Partial<Pod["spec"]> = {}) =>
  Object.fromEntries(
    requestsOf({ apiVersion: "v1", kind: "Pod", metadata: { name }, spec: { containers, ...more } }),
  );

// As kubernetes.io/docs/concepts/workloads/pods/init-containers and sidecar-containers say under "Resource sharing".
describe("what a pod asks of its node", () => {
  it("is what its containers ask for together", () => {
    expect(
      asked("a", [wants("x", { cpu: "250m", memory: "64Mi" }), wants("y", { cpu: "1", memory: "1M" })]),
    ).toEqual({
      cpu: 1250,
      memory: 64 * 2 ** 20 + 1e6,
    });
  });

  it("is what an init container alone asks for when that is more", () => {
    const initContainers = [wants("i", { cpu: "3", memory: "1Mi" }), wants("j", { cpu: "2" })];
    expect(asked("a", [wants("x", { cpu: "1", memory: "2Mi" })], { initContainers })).toEqual({
      cpu: 3000,
      memory: 2 * 2 ** 20,
    });
  });

  it("has sidecars beside the main containers, and beside the init containers that follow them", () => {
    const fetch = wants("fetch", { cpu: "2" });
    const store = wants("store", { cpu: "500m" }, sidecar);
    expect(asked("a", [wants("x", { cpu: "1" })], { initContainers: [fetch, store] })).toEqual({ cpu: 2000 });
    expect(asked("a", [wants("x", { cpu: "1" })], { initContainers: [store, fetch] })).toEqual({ cpu: 2500 });
    expect(asked("a", [wants("x", { cpu: "2" })], { initContainers: [store] })).toEqual({ cpu: 2500 });
  });

  it("is what is asked of the pod as a whole, where that is said", () => {
    const resources = { requests: { memory: "2Gi" } };
    expect(asked("a", [wants("x", { cpu: "1", memory: "1Gi" })], { resources })).toEqual({
      cpu: 1000,
      memory: 2 * 2 ** 30,
    });
  });

  it("adds tenths of a processor up to what they are", () => {
    const ten = Array.from({ length: 10 }, (_, i) => wants(`c${i}`, { cpu: "0.07" }));
    expect(asked("a", ten)).toEqual({ cpu: 700 });
  });
});
