import { constants, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { access, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { howItWorks } from "./sandbox/choose-sandbox.ts";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

const confinement = await howItWorks({ PATH: process.env["PATH"] ?? "" });

describe.runIf(confinement !== undefined)("a sandboxed pod", () => {
  let world: World;
  let home: string;

  beforeAll(async () => {
    // Not below /tmp, which is the container's own anyway; the checkout may be somebody else's.
    const above = await access(import.meta.dirname, constants.W_OK).then(
      () => import.meta.dirname,
      () => homedir(),
    );
    home = await mkdtemp(join(above, ".home-"));
    mkdirSync(join(home, ".aws"));
    writeFileSync(join(home, ".aws", "credentials"), "the-users-own");
    writeFileSync(join(home, ".netrc"), "the-users-own");
    writeFileSync(join(home, "notes.txt"), "the-users-own");
    mkdirSync(join(home, "venv", "bin"), { recursive: true });
    writeFileSync(join(home, "venv", "pyvenv.cfg"), "home = /usr/bin");
    writeFileSync(join(home, "venv", "package.py"), "a package");
    mkdirSync(join(home, ".docker", "bin"), { recursive: true });
    writeFileSync(join(home, ".docker", "config.json"), "the-users-own");
    writeFileSync(join(home, ".docker", "bin", "tool"), "#!/bin/sh\necho a tool\n", { mode: 0o755 });
    mkdirSync(join(home, "allowRead"));
    writeFileSync(join(home, "allowRead", "open"), "a data set", { mode: 0o644 });
    writeFileSync(join(home, "allowRead", "closed"), "the-users-own", { mode: 0o600 });
    const path = [join(home, "venv", "bin"), join(home, ".docker", "bin"), process.env["PATH"] ?? ""];
    world = await createWorld({
      stateDir: join(home, "state"),
      node: { name: "slipway", places: { runs: 20 } },
      environment: { PATH: path.join(":"), HOME: home },
      allowRead: [join(home, "allowRead")],
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
    const log = (await world.log(name, "main")).join("\n");
    expect(stateOf(pod, "main")?.terminated?.exitCode, log).toBe(0);
    return log;
  }

  it.concurrent("can write to its volumes, its home, its /tmp and nowhere else", async () => {
    const places = [
      "/",
      "/etc",
      "/opt",
      "/usr",
      "/usr/local/bin",
      "/var",
      "/var/lib",
      "/run",
      "/dev",
      "/sys",
    ];
    const own = ["$HOME", "/opt/ml", "/tmp", "/var/tmp", "/var/cache/slipway", "/dev/shm"];
    const script = `for place in ${[...places, ...own].join(" ")}; do (: >$place/probe) 2>/dev/null && echo $place; done; true`;
    expect((await output("writer", script)).split("\n")).toEqual([home, ...own.slice(1)]);
  });

  it.concurrent("starts from nothing: of / and /etc it sees what programs need, and no user's folders", async () => {
    const seen = await output("lister", "ls -A /; echo --; ls -A /etc /opt; echo --; cat /etc/passwd");
    const [root = "", etc = "", passwd] = seen.split("--\n");
    const system = /^(bin|sbin|lib.*|root|usr|etc|opt|var|run|tmp|dev|proc|sys|nix|gnu)$/;
    const [first = ""] = home.split("/").slice(1);
    expect(root.split("\n").filter((name) => name !== "" && name !== first && !system.test(name))).toEqual(
      [],
    );
    expect(etc).not.toMatch(/shadow|sudoers|ssh$|cron|machine-id|fstab|security/m);
    expect(etc).toMatch(/^ml$/m);
    expect(passwd).toContain("root:");
  });

  it.concurrent("sees neither the state folder nor anything else of the user's", async () => {
    const script = "cat ~/.aws/credentials ~/.netrc ~/notes.txt ~/.docker/config.json; ls -A ~ ~/state; true";
    const seen = await output("spy", script);
    expect(seen).not.toContain("the-users-own");
    expect(seen).not.toMatch(/^(pods|notes\.txt|state)$/m);
  });

  it.concurrent("sees the installations on its PATH, of other folders there the programs alone, and what is allowRead", async () => {
    const seen = await output(
      "user",
      "cat ~/venv/package.py; echo; tool; cat ~/allowRead/open; (: >~/allowRead/new) || true",
    );
    expect(seen).toMatch(/^a package\na tool\na data set/);
    expect(seen).toMatch(/Read-only file system|cannot create/);
  });

  it.concurrent("sees no process but its own", async () => {
    expect(await output("alone", "cat /proc/[0-9]*/comm | sort -u | tr '\\n' ' '")).not.toMatch(
      /node|vitest/,
    );
  });

  it.concurrent("does not see the temporary files, homes and volumes of another pod", async () => {
    await output(
      "left",
      "for place in /tmp /opt/ml /var/cache/slipway ~ /dev/shm; do echo left >$place/trace; done",
    );
    expect(await output("right", "ls /tmp /opt/ml /var/cache/slipway ~ /dev/shm")).not.toContain("trace");
  });

  it.concurrent("cannot open a single file of the kernel's settings for writing", async () => {
    const script =
      "find /proc/sys /proc/irq /proc/bus /proc/fs /proc/sysrq-trigger /sys -not -type l -writable 2>/dev/null; (: >>/proc/sys/kernel/core_pattern) 2>/dev/null && echo core; (: >>/proc/sysrq-trigger) 2>/dev/null && echo sysrq; echo tried";
    expect(await output("tuner", script)).toBe("tried");
  });

  it.concurrent("reads nothing of the kernel's that tells of memory, keys or other programs", async () => {
    const files = "/proc/kcore /proc/keys /proc/timer_list /proc/sched_debug";
    expect(
      await output("reader", `for file in ${files}; do head -c 16 $file 2>/dev/null; done; echo read`),
    ).toBe("read");
  });

  it.concurrent("gets nothing from its first process, which is its own user's where a normal user runs the home", async () => {
    const script = [
      "cat /proc/1/environ >/tmp/environ 2>/dev/null || { echo closed; exit 0; }",
      "ls -A / >/tmp/seen; ls -A /proc/1/root/ | cmp - /tmp/seen",
      "tr '\\0' '\\n' </tmp/environ | grep -vE '^(PATH|HOME|LANG|TZ|PWD|OLDPWD|SHLVL|_|SLIPWAY_CONTAINER)='",
      "ls -l /proc/1/fd | grep -E '> (/|socket)' | grep -vE '> /(dev/.*|.*/containers/main/out)$'",
      "grep -E '^(CapEff|Seccomp):' /proc/1/status | tr -d '[:space:]'",
      // The kernel takes no signal of this kind from inside.
      "kill -KILL 1; sleep 0.1; echo lives",
    ];
    const ours = process.getuid?.() === 0 ? "closed" : "CapEff:0000000000000000Seccomp:2lives";
    expect(await output("second", script.join("\n"))).toBe(ours);
  });

  it.concurrent("cannot undo its sandbox, even when root runs it", async () => {
    const script = [
      "mount -o remount,rw / && echo remounted",
      "umount /proc/sys && echo unmounted",
      "mount -t proc proc /tmp && echo mounted",
      "mknod /tmp/sda b 8 0 && echo device",
      "nsenter -t 1 -m true && echo entered",
      "chroot /proc/1/root true && echo left",
    ];
    expect(await output("breaker", `{ ${script.join("; ")}; } 2>/dev/null; echo tried`)).toBe("tried");
  });

  it.concurrent("makes no system call that reaches beyond it, as Docker's default profile has it", async () => {
    // Of x86-64 and arm64, with arguments that would be taken: CLONE_NEWUSER, the session's keyring, BPF_MAP_CREATE.
    const x64 =
      "keyctl:250,0,-3,0 unshare:272,0x10000000 bpf:321,0,0,0 perf_event_open:298,0,0,0,0,0 mount:165,0,0,0,0,0 userfaultfd:323,0";
    const arm64 =
      "keyctl:219,0,-3,0 unshare:97,0x10000000 bpf:280,0,0,0 perf_event_open:241,0,0,0,0,0 mount:40,0,0,0,0,0 userfaultfd:282,0";
    const calls = process.arch === "arm64" ? arm64 : x64;
    const program = `use Errno; for (@ARGV) { my ($name, $call) = split ":"; my ($number, @rest) = map { oct(/^0x/ ? $_ : 0) || int } split ",", $call; my $done = syscall($number, @rest); print "$name ", ($done == -1 && $!{EPERM} ? "refused" : "made $!"), "\\n" }`;
    const seen = await output(
      "caller",
      `perl -e '${program}' ${calls} && perl -e 'fork // die; print "forked\n"; wait' | sort -u`,
    );
    expect(seen.split("\n")).toEqual([
      ...calls.split(" ").map((call) => `${call.split(":")[0]} refused`),
      "forked",
    ]);
  });

  it.concurrent("opens its standard output and error by name, as programs do", async () => {
    expect(await output("speaker", "echo one >/dev/stdout; echo two | tee /dev/stderr >/dev/null")).toBe(
      "one\ntwo",
    );
  });

  it.concurrent("gets its signals alone: one that signals its own group does not hit its sandbox", async () => {
    expect(await output("grouped", "trap : TERM; kill -TERM 0; echo lives")).toBe("lives");
  });

  it.concurrent("shares the network, as far as its programs may speak to the home's doors", async () => {
    const door = createServer((_request, response) => response.end("a door"));
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
    const { port } = door.address() as AddressInfo;
    const script = `exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`;
    const seen = await output("speaker-out", `bash -c "${script.replaceAll('"', '\\"')}"`);
    door.close();
    expect(seen).toContain("a door");
  });

  it.concurrent("does not start over a link that it made itself on the way to a part of a volume", async () => {
    const mount = { name: "v", mountPath: "/v" };
    const first = shell("first", "rmdir /v/part && ln -s /etc /v/part", { volumeMounts: [mount] });
    const main = shell("main", "ls /part", {
      volumeMounts: [{ ...mount, mountPath: "/part", subPath: "part" }],
    });
    await world.create(
      podOf("linked", [main], { initContainers: [first], volumes: [{ name: "v", emptyDir: {} }] }),
    );
    const pod = await world.until("linked", isOver);
    expect(stateOf(pod, "first")?.terminated?.exitCode).toBe(0);
    expect(stateOf(pod, "main")?.terminated?.exitCode).toBe(125);
    expect(await world.log("linked", "main")).toEqual([
      "the subPath that is mounted at /part leads over a symbolic link",
    ]);
  });

  it.concurrent("says why it ended in its volume alone, whatever links it left there", async () => {
    const script = "rm -rf /v/said; ln -s /opt /v/said; ls /v >/dev/null; exit 3";
    const main = shell("main", script, {
      volumeMounts: [{ name: "v", mountPath: "/v" }],
      terminationMessagePath: "/v/said/deep/message",
    });
    const volumes = [{ name: "v", emptyDir: {} }];
    await world.create(podOf("speaks", [main], { volumes, restartPolicy: "OnFailure" }));
    await world.until("speaks", ({ status }) => (status?.containerStatuses?.[0]?.restartCount ?? 0) > 0);
    expect(existsSync("/opt/deep")).toBe(false);
  });
});

describe.runIf(confinement !== undefined && process.getuid?.() === 0)(
  "a pod of a home that root runs",
  () => {
    let world: World;

    beforeAll(async () => {
      world = await createWorld({ node: { name: "slipway", places: { runs: 20 } } });
    });
    afterAll(() => world.end());

    async function output(name: string, script: string): Promise<string> {
      const volumeMounts = [{ name: "v", mountPath: "/v" }];
      const volumes = [{ name: "v", emptyDir: {} }];
      await world.create(podOf(name, [shell("main", script, { volumeMounts })], { volumes }));
      const pod = await world.until(name, isOver);
      const log = (await world.log(name, "main")).join("\n");
      expect(stateOf(pod, "main")?.terminated?.exitCode, log).toBe(0);
      return log;
    }

    it.concurrent("is root to itself: it owns its volumes, gives files away and unpacks what others own", async () => {
      const script = [
        "id -u",
        "touch /v/file && chown 1000:1000 /v/file && stat -c %u:%g /v/file",
        "mkdir /v/tree && touch /v/tree/a && chown 33:33 /v/tree/a && tar -C /v -cf /v/t.tar tree && rm -r /v/tree",
        "tar -C /v -xf /v/t.tar && stat -c %u /v/tree/a",
        "setpriv --reuid 33 --regid 33 --clear-groups id -u",
      ];
      expect(await output("owner", script.join(" && "))).toBe("0\n1000:1000\n33\n33");
    });

    it.concurrent("is nobody outside, and another nobody than other pods", async () => {
      const maps = await Promise.all(["one", "two"].map((name) => output(name, "cat /proc/self/uid_map")));
      const firsts = maps.map((map) => Number(map.trim().split(/\s+/)[1]));
      expect(Math.min(...firsts)).toBeGreaterThan(0);
      expect(new Set(firsts).size).toBe(2);
    });

    it.concurrent("does not read what only root may read, wherever it is shown", async () => {
      expect(
        await output(
          "closed",
          "find / -xdev -name shadow -path '*etc*' 2>/dev/null; cat /proc/1/environ 2>/dev/null; echo read",
        ),
      ).toBe("read");
    });

    it.concurrent("has no capability outside its own namespace", async () => {
      const script =
        "sysctl -w kernel.hostname=x; ip link add dummy0 type dummy && echo net; date -s 2020-01-01 && echo clock; echo tried";
      expect(await output("capable", `{ ${script}; } 2>/dev/null | grep -vE 'kernel|20' ; true`)).toBe(
        "tried",
      );
    });
  },
);
