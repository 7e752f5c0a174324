import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { groupUsage } from "./launch-groups.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-groups-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function group(name: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(join(root, name));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), text);
  return join(root, name);
}

/** https://docs.kernel.org/admin-guide/cgroup-v2.html */
test("Version 2 counts both, without files that can be forgotten", () => {
  const one = group("one", {
    "cpu.stat": "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n",
    "memory.current": "104857600\n",
    "memory.stat":
      "anon 50331648\nfile 54525952\ninactive_anon 0\nactive_anon 1\ninactive_file 4194304\nactive_file 9\n",
  });
  expect(groupUsage([one])).toEqual({ cpuMs: 2_500, memoryBytes: 96 * 2 ** 20 });
});

/** https://docs.kernel.org/admin-guide/cgroup-v1/memory.html */
test("Version 1 counts memory, and processors where version 2 is mounted beside it", () => {
  const memory = group("memory", {
    "memory.usage_in_bytes": "104857600\n",
    "memory.stat": "cache 1\ninactive_file 1024\nactive_file 9\ntotal_cache 7\ntotal_inactive_file 8388608\n",
  });
  const unified = group("unified", { "cpu.stat": "usage_usec 1000\nuser_usec 1000\nsystem_usec 0\n" });
  expect(groupUsage([memory])).toEqual({ memoryBytes: 92 * 2 ** 20 });
  expect(groupUsage([unified, memory])).toEqual({ cpuMs: 1, memoryBytes: 92 * 2 ** 20 });
});

test("What nobody counts is absent", () => {
  expect(groupUsage([])).toEqual({});
  expect(groupUsage([join(root, "gone")])).toEqual({});
});
