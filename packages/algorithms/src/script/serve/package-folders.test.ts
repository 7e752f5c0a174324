import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { codeFolders } from "@slipway/model/algorithms/script/code-folders.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { firstThatAsks, packageFoldersIn } from "./package-folders.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "slipway-packages-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The folder, below the root, whose packages a model with these files has. */
async function asking(...files: readonly string[]): Promise<string | undefined> {
  for (const name of files) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), "");
  }
  const folders = await packageFoldersIn({ codes: codeFolders(root, {}), model: join(root, "model") }, {});
  return (await firstThatAsks(folders, {}))?.folder.slice(root.length + 1);
}

const TRAINED_BY = ["code/train.py", "code/requirements.txt"];
const LOGGED = ["model/logged/MLmodel", "model/logged/requirements.txt"];

test("a model that MLflow logged below a name has the packages beside it, not those that trained it", async () => {
  expect(await asking(...TRAINED_BY, ...LOGGED)).toBe("model/logged");
});

test("one that says nothing of packages has those of the code", async () => {
  expect(await asking(...TRAINED_BY, "model/MLmodel")).toBe("code");
});

test("one that code of one's own serves has the code's", async () => {
  expect(await asking(...TRAINED_BY, ...LOGGED, "code/inference.py")).toBe("code");
});

test("other formats have what lies beside them, after the code's", async () => {
  expect(await asking("model/net.onnx", "model/requirements.txt")).toBe("model");
  expect(await asking(...TRAINED_BY)).toBe("code");
});

test("what cannot be served, or asks for nothing, has no other folder's", async () => {
  expect(await asking("model/notes.txt", "model/logged/requirements.txt")).toBeUndefined();
});
