import type { Deployment, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, test } from "vitest";
import { planRollout, TEMPLATE_HASH } from "./rollout.ts";

function deployment(replicas: number): Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "d", namespace: "default" },
    spec: {
      replicas,
      selector: { matchLabels: { app: "d" } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {},
    },
  };
}

function pod(name: string, hash: string, state: "ready" | "starting" | "failed" | "ending"): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      labels: { [TEMPLATE_HASH]: hash },
      ...(state === "ending" ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : {}),
    },
    spec: { containers: [] },
    status: {
      phase: state === "failed" ? "Failed" : "Running",
      conditions: [{ type: "Ready", status: state === "ready" ? "True" : "False" }],
    },
  };
}

const names = (pods: readonly Pod[]): readonly string[] => pods.map((one) => one.metadata.name);

describe("a rolling update", () => {
  test("starts every pod at once when there is none", () => {
    expect(planRollout(deployment(3), [], "new").create).toBe(3);
  });

  test("makes a thousand pods at most, whatever number is asked for", () => {
    expect(planRollout(deployment(2_000_000_000), [], "new").create).toBe(1_000);
    const pods = [pod("a", "new", "ready"), pod("b", "new", "starting")];
    const plan = planRollout(deployment(2_000_000_000), pods, "new");
    expect(plan).toMatchObject({ create: 998, remove: [], counts: { unavailableReplicas: 1_999_999_999 } });
  });

  test("replaces a thousand pods some at a time, and never has twice as many", () => {
    const { spec, ...rest } = deployment(1_000);
    const strategy = { rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } };
    const thousand = { ...rest, spec: { ...spec, strategy } };
    let pods: readonly Pod[] = Array.from({ length: 1_000 }, (_, i) => pod(`old-${i}`, "old", "ready"));
    let most = 0;
    for (let round = 0; round < 20 && names(pods).some((name) => name.startsWith("old")); round++) {
      const { create, remove } = planRollout(thousand, pods, "new");
      const gone = new Set(names(remove));
      const made = Array.from({ length: create }, (_, i) => pod(`new-${round}-${i}`, "new", "ready"));
      pods = [...pods.filter(({ metadata }) => !gone.has(metadata.name)), ...made];
      most = Math.max(most, pods.length);
    }
    expect(names(pods).filter((name) => name.startsWith("old"))).toEqual([]);
    expect(pods).toHaveLength(1_000);
    expect(most).toBeLessThanOrEqual(2_000);
  });

  test("adds one pod above the wanted number and removes none before it answers", () => {
    const pods = [pod("a", "old", "ready"), pod("b", "old", "ready")];
    expect(planRollout(deployment(2), pods, "new")).toMatchObject({ create: 1, remove: [] });
    const during = [...pods, pod("c", "new", "starting")];
    expect(planRollout(deployment(2), during, "new")).toMatchObject({ create: 0, remove: [] });
  });

  test("removes one old pod for each new one that answers", () => {
    const plan = planRollout(
      deployment(2),
      [pod("a", "old", "ready"), pod("b", "old", "ready"), pod("c", "new", "ready")],
      "new",
    );
    expect(names(plan.remove)).toEqual(["a"]);
    expect(plan.create).toBe(0);
  });

  test("removes old pods that do not answer at once", () => {
    const plan = planRollout(deployment(1), [pod("a", "old", "starting")], "new");
    expect(names(plan.remove)).toEqual(["a"]);
  });

  test("keeps the answering pods when it shrinks", () => {
    const plan = planRollout(deployment(1), [pod("a", "h", "ready"), pod("b", "h", "starting")], "h");
    expect(names(plan.remove)).toEqual(["b"]);
  });

  test("replaces a pod that failed, and counts none that is on its way out", () => {
    const plan = planRollout(
      deployment(2),
      [pod("a", "h", "failed"), pod("b", "h", "ready"), pod("c", "h", "ending")],
      "h",
    );
    expect(plan.create).toBe(1);
    expect(names(plan.remove)).toEqual(["a"]);
    expect(plan.counts).toEqual({
      replicas: 1,
      updatedReplicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
      unavailableReplicas: 1,
    });
  });
});
