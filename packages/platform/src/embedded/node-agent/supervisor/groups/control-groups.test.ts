import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockIn, lockOf } from "../container-lock.ts";
import { controlGroups } from "./control-groups.ts";
import { placesIn } from "./find-control-groups.ts";
import { memoryKills } from "./launch-groups.ts";

// The forms are those of cgroups(7) and proc_pid_mountinfo(5).
describe("the control groups that a process is in", () => {
  it("are one with version 2", () => {
    const own = "/user.slice/user-1000.slice/user@1000.service/app.slice/app-shell-1.scope";
    const mounts = "31 24 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate";
    expect(placesIn(`0::${own}\n`, mounts)).toEqual([
      { controllers: [], mount: "/sys/fs/cgroup", own: `/sys/fs/cgroup${own}` },
    ]);
  });

  it("are one for each controller with version 1, and one of version 2 beside them on a hybrid", () => {
    const groups = "9:name=systemd:/\n5:pids:/\n4:memory,hugetlb:/jobs/a b\n0::/\n";
    const mounts = [
      "30 24 0:26 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids",
      "31 24 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,hugetlb,memory",
      "32 24 0:28 / /sys/fs/cgroup/unified rw shared:9 - cgroup2 cgroup2 rw",
    ].join("\n");
    expect(placesIn(groups, mounts)).toEqual([
      { controllers: ["pids"], mount: "/sys/fs/cgroup/pids", own: "/sys/fs/cgroup/pids" },
      {
        controllers: ["memory", "hugetlb"],
        mount: "/sys/fs/cgroup/memory",
        own: "/sys/fs/cgroup/memory/jobs/a b",
      },
      { controllers: [], mount: "/sys/fs/cgroup/unified", own: "/sys/fs/cgroup/unified" },
    ]);
  });

  it("are found below the root that a container is shown, and nowhere where it is shown another's", () => {
    const mounts = "31 24 0:27 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";
    expect(placesIn("4:memory:/docker/abc/x\n", mounts)).toMatchObject([{ own: "/sys/fs/cgroup/memory/x" }]);
    expect(placesIn("4:memory:/docker/other\n", mounts)).toEqual([]);
    expect(placesIn("", "")).toEqual([]);
  });
});

describe("the groups of a container", () => {
  const bounds = { memory: 64 * 2 ** 20, processes: 100 };

  // https://docs.kernel.org/admin-guide/cgroup-v2.html
  it("are one with version 2, which ends as a whole and has no swap", () => {
    expect(controlGroups({ version: 2, memory: "/g" }).lines("uid.main", bounds)).toEqual([
      "group /g/slipway-uid.main",
      "set memory.max 67108864",
      "set memory.swap.max 0",
      "set memory.oom.group 1",
      "set pids.max 100",
      "join",
    ]);
  });

  // https://docs.kernel.org/admin-guide/cgroup-v1/memory.html
  it("are one for each controller with version 1, bounded before they are entered", () => {
    const groups = controlGroups({ version: 1, memory: "/m", pids: "/p", kill: "/u" });
    expect(groups.boundsProcesses).toBe(true);
    expect(groups.lines("uid.main", bounds)).toEqual([
      ...["group /u/slipway-uid.main", "join"],
      ...["group /p/slipway-uid.main", "set pids.max 100", "join"],
      "group /m/slipway-uid.main",
      ...["set memory.limit_in_bytes 67108864", "set memory.memsw.limit_in_bytes 67108864", "join"],
    ]);
    expect(controlGroups({ version: 1, memory: "/m" }).boundsProcesses).toBe(false);
  });

  it.each([
    ["memory.events", "low 0\nhigh 0\nmax 7\noom 2\noom_kill 2\noom_group_kill 1\n", 2],
    ["memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n", 1],
    ["memory.stat", "oom_kill 9\n", undefined],
  ])("say in %s how often the kernel killed in them", async (file, text, kills) => {
    const group = await mkdtemp(join(tmpdir(), "slipway-group-"));
    await writeFile(join(group, file), text);
    expect(memoryKills([group])).toBe(kills);
    await rm(group, { recursive: true });
  });
});

describe("the number that a container's processes carry", () => {
  const limits = (soft: string, hard: string) =>
    `Limit                     Soft Limit           Hard Limit           Units     \nMax file locks            ${soft}  ${hard}  locks     \n`;

  it("is another for each container, and found again by its hard limit", () => {
    const [a, b] = [lockOf("uid-1", "main"), lockOf("uid-1", "other")];
    expect(a).not.toBe(b);
    expect(lockOf("uid-1", "main")).toBe(a);
    expect(lockIn(limits("5", String(a)))).toBe(a);
  });

  it("is nobody's where there is none, or one that somebody set for another reason", () => {
    expect(lockIn(limits("unlimited", "unlimited"))).toBeUndefined();
    expect(lockIn(limits("1024", "1024"))).toBeUndefined();
    expect(lockIn("")).toBeUndefined();
  });
});
