import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shortOf } from "./node/disk-reserve.ts";
import { overuse } from "./runner/overuse.ts";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

const limit = (size: string) => ({ resources: { limits: { "ephemeral-storage": size } } });
const ml = { volumeMounts: [{ name: "ml", mountPath: "/opt/ml" }] };
const VOLUME = `\${SLIPWAY_OPT_ML:-/opt/ml}`;
const fill = (path: string, mebibytes: number) =>
  `dd if=/dev/zero of="${path}" bs=1M count=${mebibytes} 2>/dev/null`;

// Reasons and messages of Kubernetes 1.34's pkg/kubelet/eviction.
describe.each(["auto", "none"] as const)("a pod that writes more than it may, sandbox %s", (sandbox) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ sandbox, diskEveryMs: 200 });
  });
  afterAll(() => world.end());

  it.each([
    {
      name: "volume",
      containers: [shell("main", `${fill(`${VOLUME}/big`, 30)}; sleep 30`, ml)],
      volumes: [{ name: "ml", emptyDir: { sizeLimit: "20Mi" } }],
      message: 'Usage of EmptyDir volume "ml" exceeds the limit "20Mi". ',
    },
    {
      name: "temporary",
      containers: [
        shell("main", `${fill("$TMPDIR/big", 30)}; sleep 30`, limit("20Mi")),
        shell("other", "sleep 30"),
      ],
      volumes: [],
      message: 'Container main exceeded its local ephemeral storage limit "20Mi". ',
    },
    {
      name: "together",
      containers: [shell("main", `${fill(`${VOLUME}/big`, 30)}; sleep 30`, { ...ml, ...limit("20Mi") })],
      volumes: [{ name: "ml", emptyDir: {} }],
      message: "Pod ephemeral local storage usage exceeds the total limit of containers 20Mi. ",
    },
    {
      name: "many-files",
      containers: [
        shell(
          "main",
          `cd "${VOLUME}"; mkdir a; cd a; seq 8000 | while read i; do echo x >$i; done; sleep 30`,
          ml,
        ),
      ],
      volumes: [{ name: "ml", emptyDir: { sizeLimit: "10Mi" } }],
      message: 'Usage of EmptyDir volume "ml" exceeds the limit "10Mi". ',
    },
  ])(
    "is evicted in a kubelet's words, and what it wrote is gone: $name",
    async ({ name, containers, volumes, message }) => {
      const { metadata } = await world.create(podOf(name, containers, { volumes }));
      const { status } = await world.until(name, isOver);
      expect(status).toMatchObject({ phase: "Failed", reason: "Evicted", message });
      await expect.poll(() => existsSync(join(world.stateDir, "pods", metadata.uid ?? "?"))).toBe(false);
      const events = (await world.store.list(eventKind, { namespace: "default" })).items;
      expect(events.map(({ reason, involvedObject }) => [reason, involvedObject?.name])).toContainEqual([
        "Evicted",
        name,
      ]);
    },
  );

  it("is left alone below its limits, sparse files and the shared cache not counted", async () => {
    const cache = [{ name: "slipway-cache", mountPath: "/var/cache/slipway" }];
    const script = `${fill(`${VOLUME}/small`, 5)}; truncate -s 1G "${VOLUME}/sparse"; sleep 1`;
    const main = shell("main", script, { volumeMounts: [...ml.volumeMounts, ...cache], ...limit("20Mi") });
    const volumes = [
      { name: "ml", emptyDir: { sizeLimit: "20Mi" } },
      { name: "slipway-cache", emptyDir: {} },
    ];
    await world.create(podOf("modest", [main], { volumes }));
    expect(stateOf(await world.until("modest", isOver), "main")?.terminated).toMatchObject({ exitCode: 0 });
  });

  it("gets no core file, and no file that is far above its limit", async () => {
    const script = `ulimit -c; ulimit -f; ${fill("$TMPDIR/big", 600)}; echo "ended $?"; ls "$TMPDIR" | wc -l`;
    await world.create(podOf("bounded", [shell("main", script, limit("1Mi"))]));
    await world.until("bounded", isOver);
    const [core, size] = await world.log("bounded", "main");
    // POSIX sh: blocks of 512 bytes.
    expect([core, Number(size)]).toEqual(["0", (257 * 2 ** 20) / 512]);
  });
});

describe("the limits of a pod's disk", () => {
  const used = (volumes: object, containers: object) => ({
    volumes: new Map(Object.entries(volumes)) as ReadonlyMap<string, number>,
    containers: new Map(Object.entries(containers)) as ReadonlyMap<string, number>,
  });

  it("are those of all containers together only where each has one", () => {
    const [a, b] = [shell("a", "", limit("10Mi")), shell("b", "", limit("10Mi"))];
    const usage = used({ ml: 15 * 2 ** 20 }, { a: 2 ** 20, b: 2 ** 20 });
    expect(overuse(podOf("x", [a, b]), usage)).toBeUndefined();
    expect(overuse(podOf("x", [a]), usage)).toContain("exceeds the total limit of containers 10Mi");
    expect(overuse(podOf("x", [a, shell("c", "")]), usage)).toBeUndefined();
  });

  it("leave a twentieth of the disk, and a gibibyte at most", () => {
    const GIB = 2 ** 30;
    expect(shortOf({ bytes: 10 * GIB, available: 0.4 * GIB })).toEqual({ reserve: 0.5 * GIB, short: true });
    expect(shortOf({ bytes: 10 * GIB, available: 0.6 * GIB }).short).toBe(false);
    expect(shortOf({ bytes: 1000 * GIB, available: 1.1 * GIB }).short).toBe(false);
  });
});

describe.runIf(process.getuid?.() === 0)("a pod without limits that fills the disk", () => {
  it("is evicted before the disk is full, and the others go on", async ({ skip }) => {
    const disk = await mkdtemp(join(tmpdir(), "slipway-disk-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=400m", "none", disk], { stdio: "ignore" });
    } catch {
      await rm(disk, { recursive: true });
      skip("no file system in memory can be mounted here");
    }
    mkdirSync(join(disk, "state"));
    const world = await createWorld({ stateDir: join(disk, "state") });
    try {
      const greedy = `i=0; while [ $i -lt 390 ]; do ${fill("$TMPDIR/$i", 1)} || exit 3; i=$((i+1)); sleep 0.01; done; sleep 30`;
      await world.create(podOf("modest", [shell("main", "sleep 6; echo done")]));
      await world.create(podOf("greedy", [shell("main", greedy)]));
      const { status } = await world.until("greedy", isOver);
      expect(status).toMatchObject({ phase: "Failed", reason: "Evicted" });
      expect(status?.message).toContain(
        "The node was low on resource: ephemeral-storage. Threshold quantity: 20Mi",
      );
      expect((await world.until("modest", isOver)).status?.phase).toBe("Succeeded");
    } finally {
      await world.end();
      execFileSync("umount", [disk]);
      await rm(disk, { recursive: true });
    }
  });
});
