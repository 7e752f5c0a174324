import { expect, test } from "vitest";
import { inOrder } from "./layer-entry.ts";

test("Every folder on the way to a file is there, once and before what it holds", () => {
  const entries = inOrder([
    { name: "b/c/file", type: "text", text: "" },
    { name: "b/a", type: "text", text: "" },
    { name: "a", type: "text", text: "" },
  ]);
  expect(entries.map(({ name }) => name)).toEqual(["a", "b/", "b/a", "b/c/", "b/c/file"]);
});

test("The order is that of bytes, whatever the machine's language", () => {
  const names = ["é", "z", "B", "a", "_"];
  const entries = inOrder(names.map((name) => ({ name, type: "text", text: "" })));
  expect(entries.map(({ name }) => name)).toEqual(["B", "_", "a", "z", "é"]);
});

test("A folder with a mode of its own keeps it, though it is on the way to a file as well", () => {
  const [folder] = inOrder([
    { name: "tmp/", type: "folder", mode: 0o1777 },
    { name: "tmp/file", type: "text", text: "" },
  ]);
  expect(folder).toMatchObject({ name: "tmp/", mode: 0o1777 });
});
