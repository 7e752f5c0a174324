import type { KeptPoint } from "@slipway/model/kubernetes/kept-records.ts";
import { expect, test } from "vitest";
import { widthOf } from "../output/width.ts";
import { drawPoints } from "./draw-points.ts";

test("A point is a line, with its value below the others whatever a program calls its metric", async () => {
  const at = "2026-01-01T00:00:00.000Z";
  const names = ["loss", "損失", "\u001b]0;title\u0007", "two\nlines"];
  async function* pages(): AsyncGenerator<readonly KeptPoint[]> {
    yield names.map((name) => ({ name, value: 1, at }));
  }
  const texts: string[] = [];
  for await (const text of drawPoints(pages(), "table")) texts.push(text);
  const lines = texts.join("").trimEnd().split("\n");
  expect(lines.slice(1).map(widthOf)).toEqual(names.map(() => 60));
  expect(lines.slice(3)).toEqual([expect.stringContaining("^[]0;title^G "), expect.stringContaining("two ")]);
});
