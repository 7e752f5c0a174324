import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { processesWith } from "./testing/processes.ts";
import { createWorld, sleep, type World } from "./testing/world.ts";

/** The tests run side by side: what takes their time is waiting. */
const PLENTY = { name: "slipway", places: { runs: 40 } };

/** Where a program finds its folder, with and without a sandbox. */
const ML = "$" + "{SLIPWAY_OPT_ML:-/opt/ml}";

describe.each(["auto", "none"] as const)("a pod's life, sandbox %s", (sandbox) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ sandbox, node: PLENTY });
  });
  afterAll(() => world.end());

  it.concurrent("succeeds when its program ends with 0, and its output is in the ledger by then", async () => {
    await world.create(podOf("hello", [shell("main", "echo out; echo err >&2; printf last")]));
    const pod = await world.until("hello", isOver);
    expect(pod.status?.phase).toBe("Succeeded");
    expect(await world.log("hello", "main")).toEqual(["out", "err", "last"]);
    expect(stateOf(pod, "main")?.terminated).toMatchObject({ exitCode: 0, reason: "Completed" });
  });

  it.concurrent("runs init containers one after the other, sidecars beside, and ends sidecars after the program", async () => {
    const note = (text: string) => `echo ${text} >>"${ML}/story"`;
    const volumeMounts = [{ name: "ml", mountPath: "/opt/ml" }];
    const sidecar = `trap '${note("sidecar-told")}; sleep 0.2; ${note("sidecar-done")}; exit 0' TERM; ${note("sidecar")}; while :; do sleep 0.05; done`;
    await world.create(
      podOf(
        "story",
        [
          shell("main", `sleep 0.3; ${note("main")}; cat "${ML}/story"`, {
            volumeMounts,
          }),
        ],
        {
          volumes: [{ name: "ml", emptyDir: {} }],
          initContainers: [
            shell("first", `sleep 0.2; ${note("first")}`, { volumeMounts }),
            shell("second", note("second"), { volumeMounts }),
            shell("beside", sidecar, { volumeMounts, restartPolicy: "Always" }),
            shell(
              "third",
              `until grep -q sidecar "${ML}/story"; do sleep 0.02; done; ${note("third")}; cat "${ML}/story"`,
              {
                volumeMounts,
              },
            ),
          ],
        },
      ),
    );
    const pod = await world.until("story", isOver);
    expect(pod.status?.phase).toBe("Succeeded");
    expect(await world.log("story", "main")).toEqual(["first", "second", "sidecar", "third", "main"]);
    expect(stateOf(pod, "beside")?.terminated).toMatchObject({ exitCode: 0 });
    const ends = ["main", "beside"].map((name) => stateOf(pod, name)?.terminated?.finishedAt ?? "");
    expect(ends[0] !== undefined && ends[0] <= (ends[1] ?? "")).toBe(true);
  });

  it.concurrent("fails when its program does, with the exit code and what the program said of it", async () => {
    const script = `echo "no such column: price" >"${ML}/output/failure"; exit 3`;
    await world.create(
      podOf(
        "broken",
        [
          shell("main", script, {
            volumeMounts: [{ name: "ml", mountPath: "/opt/ml" }],
            terminationMessagePath: "/opt/ml/output/failure",
          }),
        ],
        { volumes: [{ name: "ml", emptyDir: {} }] },
      ),
    );
    const pod = await world.until("broken", isOver);
    expect(pod.status?.phase).toBe("Failed");
    expect(stateOf(pod, "main")?.terminated).toMatchObject({
      exitCode: 3,
      reason: "Error",
      message: "no such column: price\n",
    });
  });

  it.concurrent("tells the end of the log when a failing program said nothing else", async () => {
    const script = "i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo line $i; done; exit 1";
    await world.create(
      podOf("talker", [shell("main", script, { terminationMessagePolicy: "FallbackToLogsOnError" })]),
    );
    const pod = await world.until("talker", isOver);
    const message = stateOf(pod, "main")?.terminated?.message ?? "";
    expect(message.split("\n")).toHaveLength(81);
    expect(message).toMatch(/^line 121\n(.*\n)*line 200\n$/);
  });

  it.concurrent("fails without starting its program when an init container fails", async () => {
    const fetch = shell("fetch", 'echo "SLIP-S3-002: no bucket" >$SLIPWAY_TERMINATION_LOG; exit 1');
    const store = shell("store", "trap 'exit 0' TERM; while :; do sleep 0.05; done", {
      restartPolicy: "Always",
    });
    await world.create(podOf("input", [shell("main", "echo ran")], { initContainers: [store, fetch] }));
    const pod = await world.until("input", isOver);
    expect(pod.status?.phase).toBe("Failed");
    expect(stateOf(pod, "fetch")?.terminated?.message).toBe("SLIP-S3-002: no bucket\n");
    expect(stateOf(pod, "main")?.waiting?.reason).toBe("PodInitializing");
    expect(await world.log("input", "main")).toEqual([]);
  });

  it.concurrent("ends by its deadline: SIGTERM, the program's own grace, SIGKILL, and the sidecar after it", async () => {
    const main = "trap 'echo asked' TERM; echo up; while :; do sleep 0.05; done";
    const store = "trap 'echo uploading; sleep 1; echo uploaded; exit 0' TERM; while :; do sleep 0.05; done";
    await world.create(
      podOf("stopped", [shell("main", main)], {
        initContainers: [shell("store", store, { restartPolicy: "Always" })],
        terminationGracePeriodSeconds: 10,
        annotations: { "slipway.dev/main-grace-seconds": "1" },
      }),
    );
    const running = await world.until("stopped", (pod) => stateOf(pod, "main")?.running !== undefined);
    await world.store.replace(
      podKind,
      { ...running, spec: { ...running.spec, activeDeadlineSeconds: 1 } },
      "object",
    );
    const pod = await world.until("stopped", isOver);
    expect(pod.status).toMatchObject({ phase: "Failed", reason: "DeadlineExceeded" });
    expect(stateOf(pod, "main")?.terminated?.exitCode).toBe(137);
    expect(await world.log("stopped", "main")).toEqual(["up", "asked"]);
    expect(await world.log("stopped", "store")).toEqual(["uploading", "uploaded"]);
  });

  it.concurrent("is gone when it is deleted, with its processes and its folder", async () => {
    const mark = `pod-to-delete-${sandbox}`;
    const script = `trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done # ${mark}`;
    const { metadata } = await world.create(
      podOf("deleted", [shell("main", script)], { restartPolicy: "Always" }),
    );
    await expect.poll(() => world.log("deleted", "main"), { timeout: 15_000 }).toEqual(["up"]);
    await world.store.remove(podKind, "default/deleted");
    await world.untilGone("deleted");
    expect(await world.log("deleted", "main")).toEqual(["up", "bye"]);
    expect(await processesWith(mark)).toEqual([]);
    expect(await processesWith(metadata.uid ?? "?")).toEqual([]);
    expect(existsSync(join(world.stateDir, "pods", metadata.uid ?? "?"))).toBe(false);
  });

  it.concurrent("is gone with all it had whenever it is deleted, also while it is being started", async ({
    expect,
  }) => {
    const script = "trap 'exit 0' TERM; while :; do sleep 0.05; done";
    const uids = await Promise.all(
      Array.from({ length: 12 }, async (_, position) => {
        const name = `early-${position}`;
        const { metadata } = await world.create(
          podOf(name, [shell("main", script)], { terminationGracePeriodSeconds: 600 }),
        );
        await world.until(name, (pod) => pod.spec.nodeName !== undefined);
        await sleep(position * 8);
        await world.store.remove(podKind, `default/${name}`);
        await world.untilGone(name);
        return metadata.uid ?? "?";
      }),
    );
    for (const uid of uids) await expect.poll(() => processesWith(uid)).toEqual([]);
  });

  it.concurrent("leaves no process behind that left its program's group", async () => {
    const seconds = sandbox === "none" ? "1000.25" : "1000.35";
    const script = `setsid sleep ${seconds} & sleep 0.2; echo done`;
    await world.create(podOf("runaway", [shell("main", script)]));
    await world.until("runaway", isOver);
    expect(await world.log("runaway", "main")).toEqual(["done"]);
    expect(await processesWith(seconds)).toEqual([]);
  });

  it.concurrent("gives a container its own variables and nothing of the server's, and secrets stand in no argument", async () => {
    process.env["AWS_SECRET_ACCESS_KEY"] = "the-users-own";
    await world.store.create(secretKind, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "keys", namespace: "default" },
      data: { token: Buffer.from("it's a $ecret\nof two lines").toString("base64") },
    });
    await world.create(
      podOf("environment", [
        shell("main", "env; tr '\\0' ' ' </proc/$$$$/cmdline", {
          env: [
            { name: "TOKEN", valueFrom: { secretKeyRef: { name: "keys", key: "token" } } },
            { name: "NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
            { name: "GREETING", value: "hello $(NAME), $(NOBODY), $$(NAME)" },
          ],
        }),
      ]),
    );
    const pod = await world.until("environment", isOver);
    delete process.env["AWS_SECRET_ACCESS_KEY"];
    expect(pod.status?.phase).toBe("Succeeded");
    const lines = await world.log("environment", "main");
    expect(lines).toContain("TOKEN=it's a $ecret");
    expect(lines).toContain("of two lines");
    expect(lines).toContain("NAME=environment");
    expect(lines).toContain("GREETING=hello environment, $(NOBODY), $(NAME)");
    const names = lines
      .flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? [])
      .filter((name) => !name.startsWith("SLIPWAY_"));
    expect(new Set(names)).toEqual(
      new Set([
        "PATH",
        "HOME",
        "TMPDIR",
        "PWD",
        ...["LANG", "TZ"].filter((name) => process.env[name]),
        "TOKEN",
        "NAME",
        "GREETING",
      ]),
    );
    expect(lines.at(-1)).not.toContain("ecret");
    expect(lines.join()).not.toContain("the-users-own");
  });

  it.runIf(process.platform === "linux")(
    "begins with no signal ignored or blocked, though a shell started it in the background",
    async () => {
      const script = "grep -E '^Sig(Ign|Blk)' /proc/self/status";
      await world.create(podOf("signals", [shell("main", script)]));
      await world.until("signals", isOver);
      const none = "0000000000000000";
      expect(await world.log("signals", "main")).toEqual([`SigBlk:\t${none}`, `SigIgn:\t${none}`]);
    },
  );

  it.concurrent("keeps what a failed pod wrote until it is deleted, but no copy of a secret", async ({
    expect,
  }) => {
    await world.store.create(secretKind, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "plan", namespace: "default" },
      data: { "plan.json": Buffer.from("{}").toString("base64") },
    });
    const { metadata } = await world.create(
      podOf(
        "remains",
        [
          shell("main", `echo x >"${ML}/half"; exit 1`, {
            volumeMounts: [{ name: "ml", mountPath: "/opt/ml" }],
          }),
        ],
        {
          volumes: [
            { name: "ml", emptyDir: {} },
            { name: "plan", secret: { secretName: "plan" } },
          ],
        },
      ),
    );
    const folder = join(world.stateDir, "pods", metadata.uid ?? "?");
    await world.until("remains", isOver);
    await expect.poll(() => readdirSync(folder)).toEqual(["volumes"]);
    expect(readdirSync(join(folder, "volumes"))).toEqual(["ml"]);
    expect(readdirSync(join(folder, "volumes", "ml"))).toEqual(["half"]);
    await world.store.remove(podKind, "default/remains");
    await expect.poll(() => existsSync(folder)).toBe(false);
  });
});
