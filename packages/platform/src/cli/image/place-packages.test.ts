import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { isSlipwayError } from "@slipway/model";
import { afterEach, beforeEach, expect, test } from "vitest";
import { placePackages } from "./place-packages.ts";
import { InstalledPackage, needs } from "./testing/installed-package.ts";

let tree: InstalledPackage;
beforeEach(() => {
  tree = new InstalledPackage();
});
afterEach(() => tree.remove());

/** Each place in the image, with where its package lies below the tree. */
async function placed(root: string): Promise<Readonly<Record<string, string>>> {
  const packages = await placePackages(join(tree.folder, root));
  const under = (folder: string) => folder.slice(folder.indexOf("slipway-image-")).replace(/^[^/]*\//, "");
  return Object.fromEntries(packages.map(({ at, folder }) => [at, under(folder)]));
}

test("What is needed for development only stays out, and so does what only that needs", async () => {
  tree.package("app", { ...needs("a"), devDependencies: { b: "*" } });
  tree.package("node_modules/a", needs("c")).package("node_modules/b", needs("d"));
  tree.package("node_modules/c").package("node_modules/d");
  expect(await placed("app")).toEqual({
    "node_modules/a": "node_modules/a",
    "node_modules/c": "node_modules/c",
  });
});

test("Two versions of a package each stay visible to whom they were visible", async () => {
  tree.package("app", needs("a", "b")).package("app/node_modules/b");
  tree.package("node_modules/a", needs("b", "c")).package("node_modules/b", needs("c"));
  tree.package("node_modules/c").package("node_modules/b/node_modules/c");
  expect(await placed("app")).toEqual({
    "node_modules/a": "node_modules/a",
    "node_modules/b": "app/node_modules/b",
    "node_modules/c": "node_modules/c",
    "node_modules/a/node_modules/b": "node_modules/b",
    "node_modules/a/node_modules/b/node_modules/c": "node_modules/b/node_modules/c",
  });
});

test("Packages that need each other are placed once", async () => {
  tree.package("app", needs("a")).package("node_modules/a", needs("b")).package("node_modules/b", needs("a"));
  expect(Object.keys(await placed("app"))).toEqual(["node_modules/a", "node_modules/b"]);
});

test("Hoisted by a workspace or below the package itself: the places are the same", async () => {
  tree.package("checkout/packages/app", needs("@s/a")).package("checkout/node_modules/@s/a", needs("b"));
  tree.package("checkout/node_modules/b");
  tree.package("lib/app", needs("@s/a")).package("lib/app/node_modules/@s/a", needs("b"));
  tree.package("lib/app/node_modules/b");
  const places = Object.keys(await placed("checkout/packages/app"));
  expect(places).toEqual(["node_modules/@s/a", "node_modules/b"]);
  expect(Object.keys(await placed("lib/app"))).toEqual(places);
});

test("A store of links, as pnpm makes one, is followed as Node follows it", async () => {
  tree.package("app", needs("a")).package(".store/a@1/node_modules/a", needs("b"));
  tree.package(".store/a@1/node_modules/b");
  mkdirSync(join(tree.folder, "app/node_modules"));
  symlinkSync("../../.store/a@1/node_modules/a", join(tree.folder, "app/node_modules/a"));
  expect(await placed("app")).toEqual({
    "node_modules/a": ".store/a@1/node_modules/a",
    "node_modules/b": ".store/a@1/node_modules/b",
  });
});

test("What is optional, a peer, or types is no reason to fail; optional peers come for others' sake", async () => {
  tree.package("app", {
    dependencies: { a: "*", "@types/a": "*" },
    optionalDependencies: { fast: "*", absent: "*" },
    peerDependencies: { peer: "*", missing: "*", typescript: "*" },
    peerDependenciesMeta: { typescript: { optional: true } },
  });
  for (const name of ["a", "@types/a", "fast", "peer", "typescript"]) tree.package(`node_modules/${name}`);
  expect(Object.keys(await placed("app"))).toEqual([
    "node_modules/a",
    "node_modules/fast",
    "node_modules/peer",
  ]);
});

test("A dependency that is not installed is named, with who needs it", async () => {
  tree.package("app", needs("a")).package("node_modules/a", needs("gone"));
  const error = await placed("app").catch((thrown: unknown) => thrown);
  expect(isSlipwayError(error, "SLIP-IMAGE-003")).toBe(true);
  expect((error as Error).message).toMatch(
    /^gone, which .*node_modules\/a\/package\.json needs, is missing$/,
  );
});
