import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packageEntries } from "./package-entries.ts";
import { InstalledPackage } from "./testing/installed-package.ts";

let tree: InstalledPackage;
beforeEach(() => {
  tree = new InstalledPackage();
});
afterEach(() => tree.remove());

test("Of a package comes what Node may load and its licences, and nothing that only developers read", async () => {
  const loaded = ["index.js", "index.cjs", "data.json", "lib/test/probe.js", "lib/docs/x.mjs", "native.node"];
  const licences = ["LICENSE", "LICENSE.md", "NOTICE.txt", "COPYING"];
  const others = ["README.md", "index.d.ts", "index.d.cts", "index.js.map", "test/key.pem", "docs/a.js"];
  for (const file of [...loaded, ...licences, ...others]) tree.write(join("a", file));
  tree.package("a").package("a/node_modules/b");
  const packages = [{ folder: join(tree.folder, "a"), at: "node_modules/a" }];
  const names = (await packageEntries(packages, "app")).map(({ name }) => name);
  const expected = [...loaded, ...licences, "package.json"].map((file) => `app/node_modules/a/${file}`);
  expect(names.sort()).toEqual(expected.sort());
});
