import { afterEach, beforeEach, expect, test } from "vitest";
import { ContainerFixture } from "../container-fixture.ts";
import { requirementTexts } from "./requirement-texts.ts";

let fixture: ContainerFixture;
beforeEach(() => {
  fixture = new ContainerFixture();
});
afterEach(() => fixture.remove());

test("an environment depends on the files that its requirements include", async () => {
  fixture.write("requirements.txt", "-r base.txt\nsix\n").write("base.txt", "-c limits.txt\nnumpy\n");
  fixture.write("limits.txt", "numpy<3\n").write("train.py", "one");
  const before = await requirementTexts(fixture.root);
  expect(before).toEqual(["-r base.txt\nsix\n", "-c limits.txt\nnumpy\n", "numpy<3\n"]);
  fixture.write("train.py", "two");
  expect(await requirementTexts(fixture.root)).toEqual(before);
});

test("an environment that installs the folder itself depends on all of it", async () => {
  fixture.write("requirements.txt", "-e .\n").write("train.py", "one");
  const before = await requirementTexts(fixture.root);
  fixture.write("train.py", "two");
  expect(await requirementTexts(fixture.root)).not.toEqual(before);
});

test("files that include each other are read once", async () => {
  fixture.write("requirements.txt", "-r other.txt\n").write("other.txt", "-r requirements.txt\n");
  expect(await requirementTexts(fixture.root)).toHaveLength(2);
});
