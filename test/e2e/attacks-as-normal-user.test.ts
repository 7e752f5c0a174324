import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { ANOTHER } from "../../packages/lib/src/testing/as-user.ts";
import { runTestsAsNormalUser } from "./support/tests-as-normal-user.ts";

/** What jobs do to the machine and to each other; each has its cases with bubblewrap and without. */
const ATTACKS = [
  "limits",
  "bounds",
  "disk",
  "clean-up",
  "environments/attacks",
  "environments/sealed-folders",
  "sandbox/choose-sandbox",
];
/** Those that a plain process has nothing to withstand with. */
const ATTACKS_OF_SANDBOX = ["isolation"];

const fileOf = (name: string) => `packages/platform/src/embedded/node-agent/${name}.process.test.ts`;

/** The kernel, or what guards it, may refuse a normal user's namespaces. */
function bubblewrapWorks(): boolean {
  try {
    execFileSync("bwrap", ["--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "true"], {
      uid: ANOTHER,
      gid: ANOTHER,
      cwd: "/",
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

/** Root runs the same files where it runs all: one text of the attacks for both. */
describe.runIf(process.getuid?.() === 0)("what holds against jobs of root's home", () => {
  test("holds in a normal user's as well, with bubblewrap and without", async () => {
    const files = [...ATTACKS, ...ATTACKS_OF_SANDBOX].map(fileOf);
    const { failed, passed } = await runTestsAsNormalUser(files);
    expect(failed).toEqual([]);
    const wanted = [...ATTACKS.map(fileOf), "sandbox none"];
    if (bubblewrapWorks()) wanted.push(...ATTACKS_OF_SANDBOX.map(fileOf), "sandbox auto");
    expect(wanted.filter((part) => !passed.some((title) => title.includes(part)))).toEqual([]);
  }, 900_000);
});
