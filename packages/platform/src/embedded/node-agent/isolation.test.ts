import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bubblewrapWorks } from "./sandbox/bubblewrap.ts";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

const works = await bubblewrapWorks({ PATH: process.env["PATH"] ?? "" });

describe.runIf(works)("a sandboxed pod", () => {
  let world: World;
  let home: string;

  beforeAll(async () => {
    // Not below /tmp, which is the container's own anyway.
    home = await mkdtemp(join(import.meta.dirname, ".home-"));
    mkdirSync(join(home, ".aws"));
    writeFileSync(join(home, ".aws", "credentials"), "the-users-own");
    writeFileSync(join(home, ".netrc"), "the-users-own");
    writeFileSync(join(home, "readable"), "an interpreter");
    world = await createWorld({
      stateDir: join(home, "state"),
      node: { name: "slipway", places: { runs: 20 } },
      environment: { PATH: process.env["PATH"] ?? "", HOME: home },
    });
  });
  afterAll(async () => {
    await world.end();
    await rm(home, { recursive: true, force: true });
  });

  async function output(
    name: string,
    script: string,
    more: Parameters<typeof podOf>[2] = {},
  ): Promise<string> {
    const volumeMounts = [
      { name: "ml", mountPath: "/opt/ml" },
      { name: "slipway-cache", mountPath: "/var/cache/slipway" },
    ];
    const volumes = [
      { name: "ml", emptyDir: {} },
      { name: "slipway-cache", emptyDir: {} },
      ...(more.volumes ?? []),
    ];
    await world.create(podOf(name, [shell("main", script, { volumeMounts })], { ...more, volumes }));
    const pod = await world.until(name, isOver);
    expect(stateOf(pod, "main")?.terminated?.exitCode).toBe(0);
    return (await world.log(name, "main")).join("\n");
  }

  it.concurrent("can write to its volumes, to its /tmp and nowhere else", async () => {
    const places = [
      "/",
      "/etc",
      "/opt",
      "/usr",
      "/var",
      "/run",
      home,
      "/opt/ml",
      "/tmp",
      "/var/tmp",
      "/var/cache/slipway",
      "/dev/shm",
    ];
    const script = `for place in ${places.join(" ")}; do (: >$place/probe) 2>/dev/null && echo $place; done; true`;
    expect((await output("writer", script)).split("\n")).toEqual([
      "/opt/ml",
      "/tmp",
      "/var/tmp",
      "/var/cache/slipway",
      "/dev/shm",
    ]);
  });

  it.concurrent("sees what else is below /opt and /etc, by the same names", async () => {
    const inside = await output("lister", "ls /opt; ls /etc; cat /etc/passwd | head -1");
    const outside = await output("lister-plain", "ls /opt; ls /etc; cat /etc/passwd | head -1");
    expect(inside).toBe(outside);
    expect(inside).toContain("ml");
    expect(inside).toContain("root:");
  });

  it.concurrent("sees no process but its own", async () => {
    expect(await output("alone", "cat /proc/[0-9]*/comm | sort -u | tr '\\n' ' '")).not.toMatch(
      /node|vitest/,
    );
  });

  it.concurrent("sees neither the state folder nor the user's credentials, but the rest of the home folder", async () => {
    const script = `cat ~/.aws/credentials ~/.netrc; ls -A ~/state ~/.aws; cat ~/readable; true`;
    const seen = await output("spy", script);
    expect(seen).not.toContain("the-users-own");
    expect(seen).toContain("an interpreter");
    expect(seen).not.toContain("pods");
  });

  it.concurrent("does not see the temporary files and volumes of another pod", async () => {
    await output("left", "echo left >/tmp/trace; echo left >/opt/ml/trace");
    expect(await output("right", "ls /tmp /opt/ml")).not.toContain("trace");
  });

  it.concurrent("shares nothing but the cache", async () => {
    await output("packer", "echo wheel >/var/cache/slipway/wheel");
    expect(await output("user", "cat /var/cache/slipway/wheel")).toBe("wheel");
  });

  it.concurrent("cannot undo its sandbox, even when root runs it", async () => {
    const script =
      "mount -o remount,rw / 2>/dev/null && echo remounted; mknod /tmp/sda b 8 0 2>/dev/null && echo device; echo tried";
    expect(await output("breaker", script)).toBe("tried");
  });

  it.concurrent("gets its signals alone: one that signals its own group does not hit its sandbox", async () => {
    expect(await output("grouped", "trap : TERM; kill -TERM 0; echo lives")).toBe("lives");
  });
});
