import { rm } from "node:fs/promises";
import { join } from "node:path";
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
    await world.create(podOf("before", [shell("main", "sleep 0.5")]));
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
    const pod = await world.until("after", isOver);
    expect(pod.status?.phase).toBe("Succeeded");
  });

  it("end by their deadline without a start when they were stopped while they waited", async () => {
    await world.create(podOf("before", [shell("main", "sleep 5")]));
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
    const { metadata } = await world.create(podOf("lost", [shell("main", "echo ran; sleep 30")]));
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
    expect(node?.status?.allocatable?.["memory"]).toMatch(/^\d+Ki$/);
  });
});
