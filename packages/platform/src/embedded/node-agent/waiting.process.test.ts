import { rm } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import { nodeKind, podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

describe("pods that cannot start", () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld({ node: { name: "slipway", places: { runs: 1 } } });
  });
  afterEach(() => world.end());

  it("say which image nobody knows, before anything of them is started", async () => {
    const fetch = shell("fetch", "echo fetched");
    await world.create(
      podOf("foreign", [{ name: "main", image: "python:3.12" }], { initContainers: [fetch] }),
    );
    const pod = await world.until(
      "foreign",
      (pod) => stateOf(pod, "main")?.waiting?.reason === "ErrImagePull",
    );
    expect(pod.status?.phase).toBe("Pending");
    expect(stateOf(pod, "main")?.waiting?.message).toMatch(/^SLIP-NODE-001: .*"python:3\.12"/);
    expect(await world.log("foreign", "fetch")).toEqual([]);
  });

  it("give a kubelet's reason for an image that is not to be pulled", async () => {
    await world.create(podOf("never", [{ name: "main", image: "python:3.12", imagePullPolicy: "Never" }]));
    const pod = await world.until("never", (pod) => stateOf(pod, "main")?.waiting?.message !== undefined);
    expect(stateOf(pod, "main")?.waiting).toEqual({
      reason: "ErrImageNeverPull",
      message: expect.stringContaining('"python:3.12"'),
    });
  });

  it("say which Secret is missing, and go on by themselves when it comes", async () => {
    const main = shell("main", "echo $TOKEN", {
      env: [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "late", key: "token" } } }],
    });
    await world.create(podOf("early", [main]));
    const pod = await world.until(
      "early",
      (pod) => stateOf(pod, "main")?.waiting?.reason === "CreateContainerConfigError",
    );
    expect(stateOf(pod, "main")?.waiting?.message).toContain('SLIP-NODE-003: secret "late" not found');
    await world.store.create(secretKind, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "late", namespace: "default" },
      data: { token: "aGk=" },
    });
    await world.until("early", isOver);
    expect(await world.log("early", "main")).toEqual(["hi"]);
  });

  it("say what a process cannot have", async () => {
    const volumes = [{ name: "host", hostPath: { path: "/etc" } }];
    await world.create(podOf("greedy", [shell("main", "true")], { volumes }));
    const pod = await world.until(
      "greedy",
      (pod) => stateOf(pod, "main")?.waiting?.reason === "CreateContainerConfigError",
    );
    expect(stateOf(pod, "main")?.waiting?.message).toContain('SLIP-NODE-002: volume "host" (hostPath)');
  });

  it("wait for a place with a sentence, and get it when the one before ends", async () => {
    await world.create(podOf("before", [shell("main", "sleep 1000")]));
    await world.until("before", (pod) => pod.spec.nodeName === "slipway");
    await world.create(podOf("after", [shell("main", "true")]));
    const waiting = await world.until("after", (pod) => pod.status?.conditions?.[0]?.type === "PodScheduled");
    expect(waiting.status?.conditions?.[0]).toMatchObject({
      status: "False",
      reason: "Unschedulable",
      message: expect.stringContaining(
        "all 1 places for pods that run to an end are taken, by default/before;",
      ),
    });
    await world.store.remove(podKind, "default/before", { gracePeriodSeconds: 1 });
    const pod = await world.until("after", isOver);
    expect(pod.status?.phase).toBe("Succeeded");
  });

  it("wait for memory that others have asked for, and get it when those end", async () => {
    const node = await world.store.get(nodeKind, "/slipway");
    const half = Math.ceil(Number.parseInt(String(node?.status?.allocatable?.["memory"]), 10) * 0.6);
    const asks = { resources: { requests: { memory: `${half}Ki` } } };
    await world.create(podOf("holder", [shell("main", "sleep 1000", asks)], { restartPolicy: "Always" }));
    await world.until("holder", (pod) => pod.spec.nodeName === "slipway");
    await world.create(podOf("wanting", [shell("main", "true", asks)]));
    const waiting = await world.until("wanting", (pod) => pod.status?.conditions !== undefined);
    expect(waiting.status?.conditions?.[0]).toMatchObject({
      type: "PodScheduled",
      status: "False",
      reason: "Unschedulable",
      message:
        "0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    });
    await world.store.remove(podKind, "default/holder", { gracePeriodSeconds: 1 });
    expect((await world.until("wanting", isOver)).status?.phase).toBe("Succeeded");
  });

  it("end by their deadline without a start when they were stopped while they waited", async () => {
    await world.create(podOf("before", [shell("main", "sleep 1000")]));
    await world.until("before", (pod) => pod.spec.nodeName === "slipway");
    const waiting = await world.create(podOf("stopped", [shell("main", "echo ran")]));
    await world.store
      .replace(podKind, { ...waiting, spec: { ...waiting.spec, activeDeadlineSeconds: 1 } }, "object")
      .catch(async () => {
        const pod = await world.until("stopped", (pod) => pod.status?.conditions !== undefined);
        await world.store.replace(
          podKind,
          { ...pod, spec: { ...pod.spec, activeDeadlineSeconds: 1 } },
          "object",
        );
      });
    const pod = await world.until("stopped", isOver);
    expect(pod.status).toMatchObject({ phase: "Failed", reason: "DeadlineExceeded" });
    expect(await world.log("stopped", "main")).toEqual([]);
  });

  it("are not started a second time when their folder is lost", async () => {
    const { metadata } = await world.create(podOf("lost", [shell("main", "echo ran; sleep 1000")]));
    await world.until("lost", (pod) => stateOf(pod, "main")?.running !== undefined);
    await expect.poll(() => world.log("lost", "main")).toEqual(["ran"]);
    await world.agent.evict("all");
    await world.agent.stop();
    await rm(join(world.stateDir, "pods", metadata.uid ?? "?"), { recursive: true });
    const running = await world.pod("lost");
    if (running !== undefined && isOver(running)) {
      const { status: _status, ...rest } = running;
      await world.store.replace(
        podKind,
        { ...rest, status: { ...running.status, phase: "Running" } },
        "status",
      );
    }
    await world.anotherAgent().start();
    const pod = await world.until("lost", isOver);
    expect(pod.status).toMatchObject({ phase: "Failed", reason: "Lost" });
    expect(await world.log("lost", "main")).toEqual(["ran"]);
  });

  it("find a Node object that says what the machine has", async () => {
    const node = await world.store.get(nodeKind, "/slipway");
    expect(node?.status?.conditions?.[0]).toMatchObject({ type: "Ready", status: "True" });
    const memory = quantity(node?.status?.allocatable?.["memory"] ?? "");
    expect(memory).toBeGreaterThan(2 ** 29);
    expect(memory).toBeLessThanOrEqual(totalmem());
    expect(node?.status?.capacity).toEqual(node?.status?.allocatable);
    expect(quantity(node?.status?.allocatable?.["cpu"] ?? "")).toBe(availableParallelism());
  });
});
