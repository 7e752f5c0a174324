import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, it } from "vitest";
import type { Launch, PodFacts } from "../supervisor/facts.ts";
import { tellAt } from "./tell-at.ts";

const SINCE = 1_000_000;
const began: Launch = { count: 0, startedAt: new Date(SINCE - 20) };
const ended = (code: number): Launch => ({ ...began, end: { code, at: new Date(SINCE) } });

const job: Pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "job", namespace: "default" },
  spec: {
    restartPolicy: "Never",
    initContainers: [
      { name: "store", image: "store", restartPolicy: "Always" },
      { name: "fetch", image: "fetch" },
    ],
    containers: [{ name: "algorithm", image: "algorithm" }],
  },
} as Pod;

const told = (launches: Readonly<Record<string, Launch>>, pod = job): number =>
  tellAt(pod, factsOf(launches), SINCE) - SINCE;

function factsOf(launches: Readonly<Record<string, Launch>>): PodFacts {
  return {
    attempt: 1,
    supervisor: "alive",
    launches: new Map(Object.entries(launches).map(([name, launch]) => [name, [launch]])),
  };
}

describe("when a pod's state is told", () => {
  it("waits a second for what follows the data, and what follows the program", () => {
    expect(told({ store: began, fetch: began })).toBe(1_000);
    expect(told({ store: began, fetch: ended(0) })).toBe(1_000);
    expect(told({ store: began, fetch: ended(0), algorithm: ended(0) })).toBe(1_000);
  });

  it("waits for the end of a program that has only just begun", () => {
    expect(told({ store: began, fetch: ended(0), algorithm: began })).toBe(80);
  });

  it("is at once what went wrong", () => {
    expect(told({ store: began, fetch: ended(1) })).toBe(0);
    expect(told({ store: began, fetch: ended(0), algorithm: ended(137) })).toBe(0);
  });

  it("is at once what was started again, for its events", () => {
    expect(told({ store: { ...began, count: 1 }, fetch: ended(0), algorithm: ended(0) })).toBe(0);
  });

  it("is at once all of a pod that serves", () => {
    const { restartPolicy: _, ...spec } = job.spec;
    expect(told({ store: began, fetch: began }, { ...job, spec })).toBe(0);
  });
});
