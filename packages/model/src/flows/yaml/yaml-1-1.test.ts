import { expect, test } from "vitest";
import { parse } from "yaml";
import { readsOtherwise } from "./yaml-1-1.ts";

/** What `yaml.YAMLToJSON` of sigs.k8s.io/yaml 1.6.0, as which kubectl reads files, makes of `a: TEXT`. */
const RECORDED: readonly (readonly [string, unknown])[] = [
  ...(["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"] as const).map((word) => [word, true] as const),
  ...(["n", "N", "no", "No", "NO", "off", "Off", "OFF"] as const).map((word) => [word, false] as const),
  ["true", true],
  ["True", true],
  ["yEs", "yEs"],
  ["017", 15],
  ["-017", -15],
  ["+017", 15],
  ["08", 8],
  ["07", 7],
  ["0o17", 15],
  ["0o8", "0o8"],
  ["1_000", 1000],
  ["1_0.5", 10.5],
  ["2024_01_05", 20240105],
  ["_1", "_1"],
  ["1_a", "1_a"],
  ["0b11", 3],
  ["-0b1", -1],
  ["0x1F", 31],
  ["0x_1F", 31],
  ["1:30", "1:30"],
  ["2026-11-30", "2026-11-30"],
  ["1e3", 1000],
  ["+1", 1],
  ["1.", 1],
  [".5", 0.5],
  ["~", null],
  ["Null", null],
];

test.each(RECORDED)("%s is told where kubectl's value is another: %j", (source, recorded) => {
  expect(readsOtherwise(source)).toBe(parse(`a: ${source}`).a !== recorded);
});
