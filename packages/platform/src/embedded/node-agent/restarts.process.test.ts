import { eventKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

/** The tests run side by side: what takes their time is waiting. */
const PLENTY = { name: "slipway", places: { runs: 20 } };

const ml = {
  volumes: [{ name: "ml", emptyDir: {} }],
  mount: { volumeMounts: [{ name: "ml", mountPath: "/opt/ml" }] },
};

describe("containers that end", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ node: PLENTY });
  });
  afterAll(() => world.end());
  const eventsOf = async (pod: string) =>
    (await world.store.list(eventKind, { namespace: "default" })).items
      .filter(({ involvedObject }) => involvedObject?.name === pod)
      .map(({ type, reason, message }) => [type, reason, message]);

  it.concurrent("are started again after a pause when the policy says so, and tell of their last end meanwhile", async ({
    expect,
  }) => {
    const script =
      'echo try; echo "try failed" >$SLIPWAY_TERMINATION_LOG; [ -e /opt/ml/second ] && exit 0; : >/opt/ml/second; exit 4';
    await world.create(
      podOf("retry", [shell("main", script, ml.mount)], { restartPolicy: "OnFailure", volumes: ml.volumes }),
    );
    const waiting = await world.until(
      "retry",
      (pod) =>
        stateOf(pod, "main")?.waiting !== undefined &&
        pod.status?.containerStatuses?.[0]?.containerID !== undefined,
    );
    const backOff = `back-off 1s restarting failed container=main pod=retry_default(${waiting.metadata.uid})`;
    expect(stateOf(waiting, "main")?.waiting).toEqual({ reason: "CrashLoopBackOff", message: backOff });
    expect(waiting.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 4,
      message: "try failed\n",
    });
    const pod = await world.until("retry", isOver);
    expect(pod.status?.phase).toBe("Succeeded");
    expect(pod.status?.containerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      state: { terminated: { exitCode: 0 } },
    });
    expect(await world.log("retry", "main")).toEqual(["try", "try"]);
    await expect.poll(() => eventsOf("retry")).toContainEqual(["Warning", "BackOff", backOff]);
  });

  it.concurrent("are not started again by a policy that says never, and an init container holds up what follows until it succeeds", async () => {
    const init = "[ -e /opt/ml/second ] && exit 0; : >/opt/ml/second; exit 1";
    await world.create(
      podOf("init-retry", [shell("main", "echo ran", ml.mount)], {
        restartPolicy: "OnFailure",
        volumes: ml.volumes,
        initContainers: [shell("init", init, ml.mount)],
      }),
    );
    const pod = await world.until("init-retry", isOver);
    expect(pod.status?.initContainerStatuses?.[0]?.restartCount).toBe(1);
    expect(await world.log("init-retry", "main")).toEqual(["ran"]);
  });

  it.concurrent("are started again beside the program when they are sidecars", async ({ expect }) => {
    const sidecar =
      "[ -e /opt/ml/second ] && { trap 'exit 0' TERM; : >/opt/ml/up; while :; do sleep 0.05; done; }; : >/opt/ml/second; exit 1";
    await world.create(
      podOf(
        "sidecar-retry",
        [shell("main", "until [ -e /opt/ml/up ]; do sleep 0.05; done; echo saw it", ml.mount)],
        {
          volumes: ml.volumes,
          initContainers: [shell("beside", sidecar, { ...ml.mount, restartPolicy: "Always" })],
        },
      ),
    );
    const pod = await world.until("sidecar-retry", isOver);
    expect(pod.status?.phase).toBe("Succeeded");
    expect(await world.log("sidecar-retry", "main")).toEqual(["saw it"]);
    await expect
      .poll(() => eventsOf("sidecar-retry"))
      .toContainEqual(["Normal", "Started", "Started container beside"]);
  });

  it.concurrent("hold up what follows when they are sidecars with a startup probe, until it succeeds", async () => {
    const sidecar = "trap 'exit 0' TERM; sleep 0.7; : >/opt/ml/up; while :; do sleep 0.05; done";
    await world.create(
      podOf("gated", [shell("main", "ls /opt/ml", ml.mount)], {
        volumes: ml.volumes,
        initContainers: [
          shell("beside", sidecar, {
            ...ml.mount,
            restartPolicy: "Always",
            startupProbe: {
              exec: { command: ["test", "-e", "/opt/ml/up"] },
              periodSeconds: 1,
              timeoutSeconds: 60,
              failureThreshold: 10,
            },
          }),
        ],
      }),
    );
    await world.until("gated", isOver);
    expect(await world.log("gated", "main")).toEqual(["up"]);
  });

  it.concurrent("are killed and started again when their liveness probe fails", async ({ expect }) => {
    const script =
      "trap 'exit 0' TERM; echo up; [ -e /opt/ml/second ] && : >/opt/ml/alive; : >/opt/ml/second; while :; do sleep 0.05; done";
    await world.create(
      podOf(
        "unwell",
        [
          shell("main", script, {
            ...ml.mount,
            livenessProbe: {
              exec: { command: ["test", "-e", "/opt/ml/alive"] },
              periodSeconds: 1,
              timeoutSeconds: 60,
              failureThreshold: 1,
              initialDelaySeconds: 1,
            },
          }),
        ],
        { restartPolicy: "Always", volumes: ml.volumes },
      ),
    );
    await world.until(
      "unwell",
      (pod) =>
        pod.status?.containerStatuses?.[0]?.restartCount === 1 && stateOf(pod, "main")?.running !== undefined,
    );
    await expect.poll(() => world.log("unwell", "main")).toEqual(["up", "up"]);
  });
});
