import { SlipwayError } from "@slipway/model";
import { expect, test } from "vitest";
import { kubernetesPodUsage, usagesIn } from "./kubernetes-pod-usage.ts";

/** As metrics-server 0.7 answers, shortened: https://kubernetes.io/docs/reference/external-api/metrics.v1beta1/ */
const ANSWER = {
  kind: "PodMetricsList",
  apiVersion: "metrics.k8s.io/v1beta1",
  metadata: {},
  items: [
    {
      metadata: { name: "one", namespace: "team", labels: { "slipway.dev/endpoint": "e" } },
      timestamp: "2026-01-01T00:00:40Z",
      window: "17.163s",
      containers: [
        { name: "model", usage: { cpu: "1250000000n", memory: "262144Ki" } },
        { name: "models", usage: { cpu: "250m", memory: "1Mi" } },
      ],
    },
    {
      metadata: { name: "old", namespace: "team" },
      timestamp: "2025-12-31T23:50:00Z",
      window: "15s",
      containers: [{ name: "model", usage: { cpu: "1", memory: "1Ki" } }],
    },
    {
      metadata: { name: "half", namespace: "team" },
      timestamp: "2026-01-01T00:00:40Z",
      window: "15s",
      containers: [
        { name: "model", usage: { cpu: "2u", memory: "1Ki" } },
        { name: "more", usage: { cpu: "0" } },
      ],
    },
    { metadata: { name: "none", namespace: "team" }, timestamp: "", window: "15s", containers: [] },
  ],
};

const now = new Date("2026-01-01T00:01:00Z");
const pod = (name: string) => ({
  apiVersion: "v1" as const,
  kind: "Pod" as const,
  metadata: { name, namespace: "team", uid: `uid-${name}` },
  spec: { containers: [] },
});
const pods = ["one", "old", "half", "none", "unknown"].map(pod);

test("A pod takes what its containers take together; what is old, or not told of all of them, is not known", async () => {
  const asked: unknown[] = [];
  const json = async <T>(request: unknown) => {
    asked.push(request);
    return ANSWER as T;
  };
  const found = await kubernetesPodUsage({ json }, { label: "slipway.dev/endpoint", pods, now });
  expect(asked).toEqual([
    { path: "/apis/metrics.k8s.io/v1beta1/pods", query: { labelSelector: "slipway.dev/endpoint" } },
  ]);
  expect([...found]).toEqual([
    ["uid-one", { processors: 1.5, memoryBytes: 257 * 2 ** 20 }],
    ["uid-half", { processors: 2e-6 }],
  ]);
});

test("Where nobody serves the API nothing is known, and any other failure is one", async () => {
  const failing = (code: "SLIP-API-009" | "SLIP-API-006") => ({
    json: () => Promise.reject(new SlipwayError(code, "no")),
  });
  const asked = { label: "l", pods, now };
  expect((await kubernetesPodUsage(failing("SLIP-API-009"), asked)).size).toBe(0);
  await expect(kubernetesPodUsage(failing("SLIP-API-006"), asked)).rejects.toThrow("no");
  expect(usagesIn([], { pods, now }).size).toBe(0);
});
