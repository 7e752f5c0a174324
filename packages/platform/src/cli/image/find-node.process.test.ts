import { realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findNode } from "./find-node.ts";
import { InstalledPackage } from "./testing/installed-package.ts";

let tree: InstalledPackage;
beforeEach(() => {
  tree = new InstalledPackage();
});
afterEach(() => tree.remove());

const found = () => findNode(join(tree.folder, "app"));
const NODE = {
  version: "v24.1.0",
  platform: "linux",
  arch: "arm64",
  objects: ["linux-vdso.so.1", "/lib/libc.so.6"],
};

test("Where no Node is pinned it is the one that runs this, with its loader and libraries", async () => {
  tree.package("app");
  const { path, libraries } = await found();
  expect(path).toBe(process.execPath);
  expect(libraries.length).toBeGreaterThan(1);
  for (const library of libraries) expect(realpathSync(library)).toMatch(/^\//);
  expect(libraries.map((library) => basename(library)).join(" ")).toMatch(/\bld-/);
});

test("A checkout's own Node goes first, and what the kernel lends is no file of it", async () => {
  tree.package("app").pinNode(NODE);
  const path = join(realpathSync(tree.folder), "node_modules/node/bin/node");
  expect(await found()).toEqual({ path, architecture: "arm64", libraries: ["/lib/libc.so.6"] });
});

test.each([
  ["another system", { ...NODE, platform: "darwin" }, "SLIP-IMAGE-001", "a Node for darwin on arm64"],
  ["another processor", { ...NODE, arch: "s390x" }, "SLIP-IMAGE-001", "a Node for linux on s390x"],
  ["an old one", { ...NODE, version: "v22.13.9" }, "SLIP-IMAGE-004", "v22.13.9, expected 22.14 or newer"],
  ["one that does not run", undefined, "SLIP-IMAGE-004", "does not run"],
])("A Node for %s is refused", async (_what, says, code, words) => {
  tree.package("app").pinNode(says);
  const error = await found().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code });
  expect((error as Error).message).toContain(words);
});
