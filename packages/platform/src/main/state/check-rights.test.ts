import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSlipwayError } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openState } from "./open-state.ts";

/** Somebody who is nobody here, and only root can give files to. */
const STRANGER = 54_321;
const asRoot = process.getuid?.() === 0;

let above: string;
let root: string;
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), "slipway-rights-"));
  root = join(above, "home");
});
afterEach(() => {
  chmodSync(above, 0o700);
  rmSync(above, { recursive: true, force: true });
});

/** What is wrong with it; undefined when it opens. */
function refusal(at = root): string | undefined {
  try {
    openState(at).release();
    return undefined;
  } catch (error) {
    if (!isSlipwayError(error, "SLIP-STATE-011")) throw error;
    return error.message;
  }
}

const FILES = ["state.json", "credentials.json", "db/lock.sqlite"];

// sshd(8), StrictModes: what others may write is not trusted.
describe.each([[0o777], [0o702]])("rights of %o", (mode) => {
  it("on a folder that is there already are refused, with the command that mends them", () => {
    mkdirSync(root);
    chmodSync(root, mode);
    expect(refusal()).toContain(`chmod go-w ${root}`);
    chmodSync(root, 0o755);
    expect(refusal()).toBeUndefined();
  });

  it.each(["db", "tls", "artifacts", "logs", ...FILES])("on %s are refused", (name) => {
    openState(root).release();
    chmodSync(join(root, name), mode);
    expect(refusal()).toContain(`chmod go-w ${join(root, name)}`);
  });

  it("on a folder above are refused, unless its sticky bit keeps others from putting another in its place", () => {
    openState(root).release();
    chmodSync(above, mode);
    expect(refusal()).toContain(`chmod go-w ${above}`);
    chmodSync(above, mode | 0o1000);
    expect(refusal()).toBeUndefined();
  });

  it("on a folder above one that is still to be made are refused", () => {
    chmodSync(above, mode);
    expect(refusal()).toContain(`chmod go-w ${above}`);
  });
});

it("trusts the user's own group, which many systems make a user", () => {
  mkdirSync(root);
  chmodSync(root, 0o770);
  expect(refusal()).toBeUndefined();
});

describe.runIf(asRoot)("what belongs to somebody else", () => {
  it("is refused: the folder, a file in it, a file that has another group's rights", () => {
    openState(root).release();
    chownSync(root, STRANGER, 0);
    expect(refusal()).toContain(`${root} belongs to user ${STRANGER}`);
    chownSync(root, 0, 0);
    for (const name of FILES) {
      chownSync(join(root, name), STRANGER, 0);
      expect(refusal()).toContain(`${join(root, name)} belongs to user ${STRANGER}`);
      chownSync(join(root, name), 0, 0);
    }
    chownSync(root, 0, STRANGER);
    chmodSync(root, 0o770);
    expect(refusal()).toContain(`everybody in group ${STRANGER}`);
  });
});

describe("a link", () => {
  it("in place of a file is refused", () => {
    openState(root).release();
    renameSync(join(root, "credentials.json"), join(above, "elsewhere"));
    symlinkSync(join(above, "elsewhere"), join(root, "credentials.json"));
    expect(refusal()).toContain("credentials.json is a symbolic link");
  });

  it("that leads nowhere is refused", () => {
    openState(root).release();
    rmSync(join(root, "state.json"));
    symlinkSync(join(above, "nowhere"), join(root, "state.json"));
    expect(refusal()).toContain("state.json is a symbolic link");
  });

  it("to a folder of the user's own, on a larger disk say, may stand for one", () => {
    mkdirSync(join(above, "disk"));
    mkdirSync(root, { mode: 0o700 });
    symlinkSync(join(above, "disk"), join(root, "artifacts"));
    expect(refusal()).toBeUndefined();
    symlinkSync(root, join(above, "link"));
    expect(refusal(join(above, "link"))).toBeUndefined();
    chmodSync(join(above, "disk"), 0o777);
    expect(refusal()).toContain("artifacts may be written by everybody");
  });
});

it.each([...FILES, "kubeconfig", "control.sock", "logs/slipway.log", "artifacts/index.sqlite-wal"])(
  "a folder in place of %s is told by its name",
  (name) => {
    openState(root).release();
    rmSync(join(root, name), { force: true });
    mkdirSync(join(root, name));
    expect(() => openState(root)).toThrow(`${join(root, name)} is a folder`);
  },
);

it("that is a file is refused as what it is", () => {
  writeFileSync(root, "a file");
  expect(() => openState(root)).toThrow(/SLIP-STATE-004|EEXIST|ENOTDIR|cannot be used/);
});
