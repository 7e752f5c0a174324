import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { expect, test } from "vitest";
import { gpuShortage } from "./gpu-shortage.ts";
import { ANNOTATION } from "./layout.ts";

const pod = (pool?: string): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a", ...(pool && { annotations: { [ANNOTATION.nodePool]: pool } }) },
  spec: { containers: [{ name: "algorithm", resources: { requests: { "nvidia.com/gpu": 2 } } }] },
});
const batch: Pod = {
  ...pod(),
  spec: {
    initContainers: [
      {
        name: "algorithm",
        restartPolicy: "Always",
        resources: { requests: { "nvidia.com/gpu": "4" } },
      },
    ],
    containers: [{ name: "transform", resources: { requests: { cpu: "100m" } } }],
  },
};
// As Kubernetes 1.34's scheduler says it.
const never =
  "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
const later =
  "0/2 nodes are available: 2 Insufficient nvidia.com/gpu. preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.";

test.each([
  [
    pod("gpu"),
    never,
    "NodePool gpu asks for 2 nvidia.com/gpu, and no machine here has as many: it starts once one has; to run without, stop it, take it out of the pool's spec.capacity and start it again",
  ],
  [
    pod("gpu"),
    later,
    "NodePool gpu asks for 2 nvidia.com/gpu, and others have them: it starts when enough are free",
  ],
  [pod(), later, "the job asks for 2 nvidia.com/gpu, and others have them: it starts when enough are free"],
  [batch, later, "the job asks for 4 nvidia.com/gpu, and others have them: it starts when enough are free"],
  [pod("gpu"), never.replace("1 Insufficient", "1 Insufficient memory, 1 Insufficient"), undefined],
  [pod(), "0/1 nodes are available: 1 node(s) were unschedulable.", undefined],
])(
  "A pod that waits for GPUs says who asks, for how many, and what ends it",
  (waiting, message, sentence) => {
    expect(gpuShortage(waiting, message)).toBe(sentence);
  },
);
