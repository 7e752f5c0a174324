import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InstalledPackage } from "../image/testing/installed-package.ts";
import { TinyHome } from "../testing/tiny-home.ts";

let home: TinyHome;
beforeEach(() => {
  home = new TinyHome();
  new InstalledPackage(home.folder)
    .package(".")
    .pinNode({ version: "v24.1.0", platform: "linux", arch: "arm64", objects: [] })
    .write("bin/slipway.js")
    .write("dist/pod.js")
    .write("init/init-amd64")
    .write("init/init-arm64");
});
afterEach(() => home.stop());

test("It says what it wrote, how that is called and known, and how it gets to where pods find it", async () => {
  const { exitCode, stdout, stderr } = await home.cli("image", "build");
  expect([exitCode, stderr]).toEqual([0, ""]);
  const file = join(home.folder, "slipway-image.tar");
  expect(stdout).toContain(`Wrote ${file} (0.0 MiB, linux/arm64)`);
  expect(stdout).toMatch(/^ {4}reference {3}slipway\.dev\/slipway:1\.2\.3$/m);
  expect(stdout).toMatch(/^ {4}digest {6}sha256:[0-9a-f]{64}$/m);
  expect(stdout).toContain(`skopeo copy oci-archive:${file} docker://slipway.dev/slipway:1.2.3`);
  expect(stdout).toContain(`ctr -n k8s.io images import ${file}`);
});

test("Programs are told the same, of the name and the file they asked for", async () => {
  const tag = ["--tag", "registry.test/ml/slipway:7"];
  const { stdout } = await home.cli("image", "build", "image.tar", ...tag, "-o", "json");
  const file = join(home.folder, "image.tar");
  expect(JSON.parse(stdout)).toEqual({
    file,
    reference: "registry.test/ml/slipway:7",
    digest: expect.stringMatching(/^sha256:/),
    bytes: readFileSync(file).length,
    platform: "linux/arm64",
  });
});

test("SOURCE_DATE_EPOCH dates everything in it; what is no such time is refused", async () => {
  const digest = async () => JSON.parse((await home.cli("image", "build", "-o", "json")).stdout).digest;
  const undated = await digest();
  home.env["SOURCE_DATE_EPOCH"] = "0";
  expect(await digest()).toBe(undated);
  home.env["SOURCE_DATE_EPOCH"] = "1700000000";
  expect(await digest()).not.toBe(undated);
  expect(readFileSync(join(home.folder, "slipway-image.tar"), "utf8")).toContain(
    '"2023-11-14T22:13:20.000Z"',
  );
  home.env["SOURCE_DATE_EPOCH"] = "yesterday";
  const { exitCode, stderr } = await home.cli("image", "build");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("SOURCE_DATE_EPOCH=yesterday: expected whole seconds since 1970");
});

test("Another action, or a name without a registry, is a usage error", async () => {
  const action = await home.cli("image", "push");
  expect([action.exitCode, action.stderr]).toEqual([2, expect.stringContaining("Allowed choices are build")]);
  const tag = await home.cli("image", "build", "--tag", "slipway");
  expect([tag.exitCode, tag.stderr]).toEqual([2, expect.stringContaining("expected REGISTRY/NAME:TAG")]);
});
