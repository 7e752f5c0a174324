import { POD_GROUP } from "@slipway/model/kubernetes/pod-group.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, it } from "vitest";
import { podOf, shell } from "../testing/pods.ts";
import { type NodeRoom, placements } from "./placement.ts";

const room: NodeRoom = {
  labels: { "kubernetes.io/os": "linux" },
  allocatable: { cpu: 2, memory: 4 * 2 ** 30 },
  places: { runs: 2, services: 1 },
};

function pod(
  name: string,
  more: Parameters<typeof podOf>[2] = {},
  requests: Readonly<Record<string, string>> = {},
): Pod {
  const made = podOf(name, [shell("main", "", { resources: { requests } })], more);
  return { ...made, metadata: { ...made.metadata, creationTimestamp: `2026-01-01T00:00:0${name.at(-1)}Z` } };
}
const placed = (waiting: readonly Pod[], bound: readonly Pod[] = []) =>
  placements(waiting, bound, room).map((placement) => [
    placement.pod.metadata.name,
    placement.fits ? "fits" : placement.message,
  ]);

describe("placing pods on the one node", () => {
  it("takes the oldest first, and tells the others who is in their place", () => {
    expect(placed([pod("run-3"), pod("run-1"), pod("run-2")])).toEqual([
      ["run-1", "fits"],
      ["run-2", "fits"],
      [
        "run-3",
        "0/1 nodes are available: all 2 places for pods that run to an end are taken, by default/run-1, default/run-2; the next one is free when one of these ends.",
      ],
    ]);
  });

  it("counts pods that serve apart, and those that are over not at all", () => {
    const ended = { ...pod("run-1"), status: { phase: "Succeeded" as const } };
    expect(
      placed([pod("run-3"), pod("serve-4", { restartPolicy: "Always" })], [ended, pod("run-2")]),
    ).toEqual([
      ["run-3", "fits"],
      ["serve-4", "fits"],
    ]);
  });

  it("lets a pod that was stopped while it waited end without a place", () => {
    expect(placed([pod("run-3", { activeDeadlineSeconds: 1 })], [pod("run-1"), pod("run-2")])).toEqual([
      ["run-3", "fits"],
    ]);
  });

  // Recorded from Kubernetes 1.34, whose scheduler adds "no new claims to deallocate," for claims, which there are none of here.
  const never = "preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
  const later = "preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";

  it("says which resources it does not have, all of them, as a scheduler does", () => {
    expect(placed([pod("run-1", {}, { memory: "5Gi" })])).toEqual([
      ["run-1", `0/1 nodes are available: 1 Insufficient memory. ${never}`],
    ]);
    expect(placed([pod("run-2", {}, { memory: "10Ti", cpu: "64", "nvidia.com/gpu": "1" })])).toEqual([
      [
        "run-2",
        `0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 Insufficient nvidia.com/gpu. ${never}`,
      ],
    ]);
  });

  it("says which resource others have taken", () => {
    const bound = [pod("run-1", {}, { cpu: "1" })];
    expect(placed([pod("run-2", {}, { cpu: "1500m" })], bound)).toEqual([
      ["run-2", `0/1 nodes are available: 1 Insufficient cpu. ${later}`],
    ]);
    expect(placed([pod("run-2", {}, { cpu: "1500m", memory: "5Gi" })], bound)).toEqual([
      ["run-2", `0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. ${never}`],
    ]);
  });

  it("asks nothing for what is asked none of", () => {
    expect(placed([pod("run-1", {}, { "nvidia.com/gpu": "0" })])).toEqual([["run-1", "fits"]]);
  });

  it("takes a pod of any pool: this machine stands for all of them", () => {
    expect(placed([pod("run-1", { nodeSelector: { pool: "gpu" } })])).toEqual([["run-1", "fits"]]);
  });

  describe("of a group", () => {
    const annotations = { [POD_GROUP.name]: "ring", [POD_GROUP.size]: "2" };

    it("takes all or none, so that no two groups wait for each other", () => {
      expect(placed([pod("run-1"), pod("run-2", { annotations }), pod("run-3", { annotations })])).toEqual([
        ["run-1", "fits"],
        [
          "run-2",
          expect.stringMatching(/ 1 of 2 places .* are taken, by default\/run-1, and the group needs 2; /),
        ],
        [
          "run-3",
          expect.stringMatching(/ 1 of 2 places .* are taken, by default\/run-1, and the group needs 2; /),
        ],
      ]);
      expect(placed([pod("run-2", { annotations }), pod("run-3", { annotations })])).toEqual([
        ["run-2", "fits"],
        ["run-3", "fits"],
      ]);
    });

    it("waits until all of it are there, and lets others go on meanwhile", () => {
      const waits =
        "0/1 nodes are available: the pods of group default/ring start together, and 1 of 2 are there.";
      expect(placed([pod("run-1", { annotations }), pod("run-2")])).toEqual([
        ["run-1", waits],
        ["run-2", "fits"],
      ]);
    });

    it("completes one of which a part was taken before", () => {
      expect(placed([pod("run-2", { annotations })], [pod("run-1", { annotations })])).toEqual([
        ["run-2", "fits"],
      ]);
    });
  });
});
