import { join } from "node:path";
import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startEngine, type TestEngine } from "./testing/engine.ts";
import { imagesOfAll } from "./testing/images.ts";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

const ARCHITECTURE = process.arch === "arm64" ? "arm64" : "amd64";
const INIT = join(import.meta.dirname, `../../../init/init-${ARCHITECTURE}`);
const DATA = { volumeMounts: [{ name: "data", mountPath: "/data" }] };

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
  await engine.makeImage("localhost/test/sh:1", ['ENTRYPOINT ["/bin/sh", "-c"]']);
});
afterAll(() => engine?.stop());

describe("a pod whose image an engine runs", () => {
  let world: World;
  beforeEach(async () => {
    const containers = { env: engine.env, init: INIT };
    world = await createWorld({ images: imagesOfAll, containers, diskEveryMs: 200 });
  });
  afterEach(async () => {
    await world.end();
    expect(await engine.containers()).toEqual([]);
  });

  const SH = "localhost/test/sh:1";
  const program = (script: string, more: Partial<Container> = {}) =>
    shell("main", script, { image: SH, ...more });
  const output = async (
    name: string,
    script: string,
    more: Partial<Container> = {},
    pod: Parameters<typeof podOf>[2] = {},
  ) => {
    await world.create(podOf(name, [program(script, more)], pod));
    await world.until(name, isOver);
    return (await world.log(name, "main")).join("\n");
  };

  it("tells what it takes of processors and memory", async () => {
    const spin = "x=$(head -c 50331648 /dev/zero | tr '\\0' x); while :; do :; done";
    await world.create(podOf("busy", [program(spin)]));
    await world.create(podOf("idle", [program("sleep 60")]));
    const pods = await Promise.all(
      ["busy", "idle"].map((name) => world.until(name, ({ status }) => status?.phase === "Running")),
    );
    const usages = async () => {
      const found = await world.agent.usages(pods);
      return pods.map(({ metadata }) => found.get(metadata.uid ?? ""));
    };
    await expect
      .poll(async () => (await usages())[0]?.memoryBytes, { timeout: 30_000 })
      .toBeGreaterThan(46 << 20);
    await usages();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const [busy, idle] = await usages();
    expect(busy?.processors).toBeGreaterThan(0.02);
    expect(busy?.processors).toBeLessThan(1.1);
    expect(idle?.processors).toBeLessThan(0.01);
    expect(idle?.memoryBytes).toBeGreaterThan(0);
    expect(idle?.memoryBytes).toBeLessThan(32 << 20);
  });

  it("runs to its end with what it printed and its exit code", async () => {
    await world.create(podOf("job", [program("echo one; echo two >&2; printf three; exit 3")]));
    const pod = await world.until("job", isOver);
    expect(stateOf(pod, "main")?.terminated).toMatchObject({ exitCode: 3, reason: "Error" });
    expect((await world.log("job", "main")).toSorted()).toEqual(["one", "three", "two"]);
  });

  it("has its variables, files, folder, user and name, and a kubelet's rules for its words", async () => {
    await world.store.create(secretKind, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "token", namespace: "default" },
      data: { token: "aGVsbG8=" },
    });
    await engine.makeImage("localhost/test/ann:1", [
      "USER ann",
      "WORKDIR /home/ann",
      "ENV OWN=image",
      "ENV OTHER=image",
      'ENTRYPOINT ["/bin/sh", "-c"]',
    ]);
    const script =
      'id -un; pwd; echo "$OWN $OTHER $TOKEN"; cat /secret/token; echo; hostname; echo x >/data/x && ls /data';
    const env = [
      { name: "OWN", value: "pod" },
      { name: "TOKEN", valueFrom: { secretKeyRef: { name: "token", key: "token" } } },
    ];
    const said = await output(
      "ann",
      script,
      {
        image: "localhost/test/ann:1",
        env,
        volumeMounts: [
          { name: "secret", mountPath: "/secret" },
          { name: "data", mountPath: "/data" },
        ],
      },
      {
        volumes: [
          { name: "secret", secret: { secretName: "token" } },
          { name: "data", emptyDir: {} },
        ],
      },
    );
    expect(said.split("\n")).toEqual(["ann", "/home/ann", "pod image hello", "hello", "ann", "x"]);
    const words = { command: ["/bin/echo", "$(A)"], args: ["b"], env: [{ name: "A", value: "a" }] };
    expect(await output("words", "", words)).toBe("a b");
  });

  it("says why it ended where it may, and where a kubelet looks besides", async () => {
    await world.create(podOf("told", [program("echo because >/dev/termination-log; exit 1")]));
    expect(stateOf(await world.until("told", isOver), "main")?.terminated?.message).toBe("because\n");
    const mount = [{ name: "ml", mountPath: "/opt/ml" }];
    const at = { terminationMessagePath: "/opt/ml/output/failure", volumeMounts: mount };
    const script = "mkdir -p /opt/ml/output; echo sorry >/opt/ml/output/failure; exit 1";
    await world.create(podOf("failure", [program(script, at)], { volumes: [{ name: "ml", emptyDir: {} }] }));
    expect(stateOf(await world.until("failure", isOver), "main")?.terminated?.message).toBe("sorry\n");
  });

  it("begins after its init containers and beside its sidecars, processes or not, and shares their volumes", async () => {
    const mounts = { volumeMounts: [{ name: "data", mountPath: "/data" }] };
    const initContainers: readonly Container[] = [
      shell("first", "echo first >/data/order", mounts),
      shell("side", "trap 'echo side >>/data/order; exit' TERM; while :; do sleep 0.1; done", {
        image: SH,
        restartPolicy: "Always",
        ...mounts,
      }),
      shell("second", "echo second >>/data/order; chmod 666 /data/order", { image: SH, ...mounts }),
    ];
    await world.create(
      podOf("order", [program("echo main >>/data/order; cat /data/order", mounts)], {
        initContainers: [...initContainers],
        volumes: [{ name: "data", emptyDir: {} }],
      }),
    );
    const pod = await world.until("order", isOver);
    expect(pod.status).toMatchObject({ phase: "Succeeded" });
    expect(await world.log("order", "main")).toEqual(["first", "second", "main"]);
    expect(stateOf(pod, "side")?.terminated?.exitCode).toBe(0);
  });

  it("has one localhost and one name with the pod's other containers, over restarts of all of them", async () => {
    const says = "hostname; until nc 127.0.0.1 7000 </dev/null 2>/dev/null; do sleep 0.1; done";
    const side = "echo began; trap 'exit 0' TERM; nc -ll -p 7000 -e /bin/echo heard & wait";
    await world.create(
      podOf("talks", [program(`${says}; [ -e /data/once ] || { touch /data/once; exit 1; }`, DATA)], {
        restartPolicy: "OnFailure",
        initContainers: [shell("side", side, { image: SH, restartPolicy: "Always" })],
        volumes: [{ name: "data", emptyDir: {} }],
      }),
    );
    const pod = await world.until("talks", isOver);
    expect(pod.status).toMatchObject({ phase: "Succeeded" });
    expect(await world.log("talks", "main")).toEqual(["talks", "heard", "talks", "heard"]);
    expect(await world.log("talks", "side")).toEqual(["began"]);
  });

  it("is reached by its pod's port, whichever of the containers is there for it, after another agent came", async () => {
    const answer = "HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\nConnection: close\\r\\n\\r\\nup\\n";
    const serve = `trap 'exit 0' TERM; nc -ll -p 8080 -e /bin/printf '${answer}' & wait`;
    const ports = [{ name: "http", containerPort: 8080 }];
    const probe = { httpGet: { path: "/", port: "http" }, periodSeconds: 1 };
    await world.create(
      podOf("serves", [
        program("trap 'exit 0' TERM; while :; do sleep 0.1; done"),
        shell("other", serve, { image: SH, ports, readinessProbe: probe }),
      ]),
    );
    const pod = await world.until(
      "serves",
      ({ status }) => (status?.containerStatuses ?? []).filter(({ ready }) => ready).length === 2,
    );
    const port = pod.metadata.annotations?.["slipway.dev/port"];
    const ask = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(await ask()).toBe("up\n");
    await world.agent.stop();
    expect(await ask()).toBe("up\n");
    await world.anotherAgent().start();
    expect((await engine.containers()).length).toBe(3);
    await world.store.remove(podKind, "default/serves");
    await world.untilGone("serves");
    expect(await engine.containers()).toEqual([]);
  });

  it("is told to end by SIGTERM, and ends by SIGKILL when its grace is over", async () => {
    await world.create(
      podOf("kind", [program("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.1; done")]),
    );
    await world.create(
      podOf("deaf", [program("trap '' TERM; echo up; while :; do sleep 0.1; done")], {
        terminationGracePeriodSeconds: 2,
      }),
    );
    for (const name of ["kind", "deaf"])
      await expect.poll(() => world.log(name, "main"), { timeout: 60_000 }).toEqual(["up"]);
    for (const name of ["kind", "deaf"]) await world.store.remove(podKind, `default/${name}`);
    for (const name of ["kind", "deaf"]) await world.untilGone(name);
    expect(await world.log("kind", "main")).toEqual(["up", "bye"]);
    expect(await engine.containers()).toEqual([]);
  });

  it("that needs more memory than its limit is told from one that crashes", async () => {
    const limited = { resources: { limits: { memory: "32Mi" } } };
    const script = "x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; while :; do x=$x$x; done";
    await world.create(podOf("large", [program(script, limited)]));
    await world.create(
      podOf("crash", [
        program("kill -9 $$; sleep 5", {
          ...limited,
          command: ["/bin/sh", "-c"],
          args: ["sh -c 'kill -9 $$$$'; exit $?"],
        }),
      ]),
    );
    expect(stateOf(await world.until("large", isOver), "main")?.terminated).toMatchObject({
      exitCode: 137,
      reason: "OOMKilled",
    });
    expect(stateOf(await world.until("crash", isOver), "main")?.terminated).toMatchObject({
      exitCode: 137,
      reason: "Error",
    });
  });

  it.each([
    ["file-system", "dd if=/dev/zero of=/big bs=1M count=30 2>/dev/null; sleep 60"],
    ["log", "while :; do echo a line; done"],
  ])(
    "that has more on the engine's disk than its limit is evicted in a kubelet's words: %s",
    async (name, script) => {
      const limited = { resources: { limits: { "ephemeral-storage": "20Mi" } } };
      await world.create(podOf(name, [program(script, limited), shell("other", "sleep 60")]));
      expect((await world.until(name, isOver)).status).toMatchObject({
        phase: "Failed",
        reason: "Evicted",
        message: 'Container main exceeded its local ephemeral storage limit "20Mi". ',
      });
      await expect.poll(() => engine.containers()).toEqual([]);
    },
  );

  it("that cannot be run says so, with a shell's codes", async () => {
    await world.create(podOf("lacking", [program("", { command: ["/bin/lacking"] })]));
    await world.create(podOf("folder", [program("", { command: ["/etc"] })]));
    expect(stateOf(await world.until("lacking", isOver), "main")?.terminated?.exitCode).toBe(127);
    expect(stateOf(await world.until("folder", isOver), "main")?.terminated?.exitCode).toBe(126);
    expect((await world.log("lacking", "main")).join()).toMatch(
      /cannot start the container: .*\/bin\/lacking/,
    );
  });

  it("gets what the contract needs, and little more", async () => {
    const limits = { memory: "64Mi", cpu: "500m" };
    const script = [
      "grep -E 'Cap(Eff|Bnd)|NoNewPrivs|Seccomp:' /proc/self/status",
      "chown 1000 /tmp && echo chown",
      "mount -t tmpfs x /mnt 2>&1 | grep -c denied",
      "ls /var/run /run 2>/dev/null | grep -c sock",
    ];
    const said = await output("caps", script.join("; "), { resources: { limits } });
    expect(said.split("\n")).toEqual([
      "CapEff:\t00000000000000fb",
      "CapBnd:\t00000000000000fb",
      "NoNewPrivs:\t1",
      "Seccomp:\t2",
      "chown",
      expect.any(String),
      "0",
    ]);
  });

  it("that is to be started again is, with what it printed before", async () => {
    await world.create(
      podOf(
        "again",
        [
          program("echo $$-up; [ -e /data/x ] || { echo >/data/x; exit 1; }", {
            volumeMounts: [{ name: "data", mountPath: "/data" }],
          }),
        ],
        {
          restartPolicy: "OnFailure",
          volumes: [{ name: "data", emptyDir: {} }],
        },
      ),
    );
    const pod = await world.until("again", isOver);
    expect(pod.status).toMatchObject({ phase: "Succeeded" });
    expect(pod.status?.containerStatuses?.[0]?.restartCount).toBe(1);
    expect(await world.log("again", "main")).toHaveLength(2);
  });

  it("mounts a part of a volume over no link, and none in which another container could put one", async () => {
    const volumes = [{ name: "v", emptyDir: {} }];
    const whole = { name: "v", mountPath: "/v" };
    const part = { ...whole, mountPath: "/part", subPath: "part" };
    const main = program("rmdir /v/part; ln -s /etc /v/part; exit 1", { volumeMounts: [whole, part] });
    const alone = podOf("alone", [main], { volumes, restartPolicy: "Always" });
    await world.create({ ...alone, spec: { ...alone.spec, activeDeadlineSeconds: 600 } });
    const pod = await world.until("alone", (pod) => stateOf(pod, "main")?.terminated?.exitCode === 125);
    expect(pod.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0);
    expect((await world.log("alone", "main")).join()).toContain("leads over a symbolic link");

    const writer = shell("writer", "sleep 60", { volumeMounts: [whole] });
    await world.create(podOf("shared", [program("ls /part", { volumeMounts: [part] }), writer], { volumes }));
    const refused = await world.until(
      "shared",
      (pod) => stateOf(pod, "main")?.waiting?.message !== undefined,
    );
    expect(stateOf(refused, "main")?.waiting?.message).toMatch(/^SLIP-NODE-002: .*"writer" can write/);
  });

  it("serves on the pod's own port of this machine's loopback, and is ready when its probes say so", async () => {
    const serve =
      "mkdir -p /www; echo pong >/www/ping; sleep 1; touch /tmp/well; exec httpd -f -p 8080 -h /www";
    const probe = { httpGet: { path: "/ping", port: "http" }, periodSeconds: 1 };
    await world.create(
      podOf(
        "server",
        [
          program(serve, {
            ports: [{ name: "http", containerPort: 8080 }],
            startupProbe: { ...probe, failureThreshold: 60 },
            readinessProbe: { exec: { command: ["/bin/sh", "-c", "test -e /tmp/well"] }, periodSeconds: 1 },
          }),
        ],
        { restartPolicy: "Always" },
      ),
    );
    const isReady = (pod: Pod) => pod.status?.containerStatuses?.[0]?.ready === true;
    const { metadata } = await world.until("server", isReady);
    const answer = await fetch(`http://127.0.0.1:${metadata.annotations?.["slipway.dev/port"]}/ping`);
    expect(await answer.text()).toBe("pong\n");
  });

  it("may come from an archive, and leaves no name that it was not given", async () => {
    const archive = join(world.stateDir, "image.tar");
    await engine.podman("save", "--format", "oci-archive", "-o", archive, SH);
    for (const image of [`oci-archive:${archive}`, archive])
      expect(await output(`archive-${image.length}`, "echo unpacked", { image })).toBe("unpacked");
    expect(await engine.podman("images", "--format", "{{.Repository}}:{{.Tag}}")).toContain(SH);
  });

  it("goes again when it came from an archive, but for the four that were used last and those that pods still have", async () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const archives = names.map((name) => join(world.stateDir, `${name}.tar`));
    const [first = "", ...others] = archives;
    for (const [index, name] of names.entries()) {
      const image = `localhost/test/${name}:1`;
      await engine.makeImage(image, [`LABEL name=${name}`, 'ENTRYPOINT ["/bin/sh", "-c"]']);
      await engine.podman("save", "--format", "oci-archive", "-o", archives[index] ?? "", image);
    }
    const tags = async () => {
      const listed = await engine.podman("images", "--format", "{{.Repository}}");
      return listed.split("\n").filter((name) => name === "localhost/slipway/archive").length;
    };
    const before = await tags();
    await world.create(podOf("serves", [program("sleep 600", { image: first })]));
    await world.until("serves", ({ status }) => status?.phase === "Running");
    for (const [index, image] of others.entries()) await output(`job-${index}`, "true", { image });
    await expect.poll(tags, { timeout: 30_000 }).toBe(before + 5);
    expect(await output("again", "echo here", { image: first })).toBe("here");
  });

  it("that cannot be had says so before anything is started", async () => {
    const waits = async (name: string, main: Partial<Container>) => {
      await world.create(
        podOf(name, [program("", main)], { initContainers: [shell("first", "echo first")] }),
      );
      const pod = await world.until(
        name,
        (pod) => stateOf(pod, "main")?.waiting?.message?.includes("NODE") === true,
      );
      expect(await world.log(name, "first")).toEqual([]);
      return stateOf(pod, "main")?.waiting;
    };
    expect(await waits("lacks", { image: "/lacking.tar" })).toMatchObject({
      reason: "ErrImagePull",
      message: expect.stringMatching(/^SLIP-NODE-009: .*there is no archive \/lacking\.tar/),
    });
    expect((await waits("never", { image: "localhost/no:1", imagePullPolicy: "Never" }))?.reason).toBe(
      "ErrImageNeverPull",
    );
    expect((await waits("wrong", { image: "localhost/No Name:1" }))?.reason).toMatch(
      /^(InvalidImageName|ErrImagePull)$/,
    );
  });
});
