import { describe, expect, test } from "vitest";
import { PathProblem, parseRecordPath } from "./json-path.ts";

const OBJECT = { id: 7, features: [1, 2, 3], "a b": { c: null }, SageMakerOutput: { score: 0.5 } };
const ROW = ["a", "b", "c", "d", "e", "f"];

// The operators that AWS lists, and what json-path/JsonPath makes of them.
test.each([
  ["$", OBJECT, OBJECT],
  ["$.id", OBJECT, 7],
  ["$.features", OBJECT, [1, 2, 3]],
  ["$.features[0]", OBJECT, 1],
  ["$.features[-1]", OBJECT, 3],
  ["$.features[0:2]", OBJECT, [1, 2]],
  ["$['features'][*]", OBJECT, [1, 2, 3]],
  ["$['id','SageMakerOutput']", OBJECT, { id: 7, SageMakerOutput: { score: 0.5 } }],
  ["$.SageMakerOutput.*", OBJECT, [0.5]],
  ["$['a b'].c", OBJECT, null],
  ['$["a b"]', OBJECT, { c: null }],
  ["$.SageMakerOutput.['score']", OBJECT, 0.5],
  ["$[1]", ROW, "b"],
  ["$[1:]", ROW, ["b", "c", "d", "e", "f"]],
  ["$[:2]", ROW, ["a", "b"]],
  ["$[2:5]", ROW, ["c", "d", "e"]],
  ["$[-2:]", ROW, ["e", "f"]],
  ["$[:-1]", ROW, ["a", "b", "c", "d", "e"]],
  ["$[1,3,5]", ROW, ["b", "d", "f"]],
  ["$[0,5:]", ROW, ["a", "f"]],
  ["$[0, -1]", ROW, ["a", "f"]],
  ["$[*].x", [{ x: 1 }, { x: 2 }], [1, 2]],
  ["$[0:2].x", [{ x: 1 }, { x: 2 }, { x: 3 }], [1, 2]],
  ["$[9:]", ROW, []],
])("%s selects", (path, value, expected) => {
  expect(parseRecordPath(path)?.select(value)).toEqual(expected);
});

test.each([
  "",
  "id",
  ".id",
  "$.",
  "$[",
  "$[]",
  "$..id",
  "$[?(@.a>1)]",
  "$[(@.length-1)]",
  "$.a()",
  "$.length()",
  "$['a",
  "$[a]",
  "$[1:2:3]",
  "$[:]x",
  "$ .a",
  "$[99999999999]",
  "$[1,]",
  "$['a',1]",
  "$x",
])("%j is no path that SageMaker takes", (path) => {
  expect(parseRecordPath(path)).toBeUndefined();
});

describe("what is not there", () => {
  test.each([
    ["$.none", OBJECT, /^it has no member none$/],
    ["$['id','none']", OBJECT, /^it has no member none$/],
    ["$.id", ROW, /^it is no object/],
    ["$[0]", OBJECT, /^it is no list/],
    ["$[6]", ROW, /^it has 6 elements, and none at 6$/],
    ["$[-7]", ROW, /^it has 6 elements, and none at -7$/],
    ["$.toString", {}, /^it has no member toString$/],
    ["$.__proto__", {}, /^it has no member __proto__$/],
    ["$.*", 1, /^it has no members$/],
  ])("%s", (path, value, message) => {
    const problem = () => parseRecordPath(path)?.select(value);
    expect(problem).toThrow(PathProblem);
    expect(problem).toThrow(message);
  });
});

test.each([
  ["$", true, true],
  ["$[0]", false, true],
  ["$[1:]", false, true],
  ["$[0,5:]", false, true],
  ["$[*]", false, true],
  ["$.a", false, false],
  ["$[0][1]", false, false],
])("%s: root %s, of rows %s", (path, isRoot, isOfRows) => {
  expect(parseRecordPath(path)).toMatchObject({ isRoot, isOfRows });
});

test("a path of the greatest length costs little", () => {
  const long = `$${"[0]".repeat(20)}`;
  expect(parseRecordPath(`${long}['`)).toBeUndefined();
});
