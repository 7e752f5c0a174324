import { expect, test } from "vitest";
import { filterPattern } from "./filter-pattern.ts";

const matching = (pattern: string, messages: readonly string[]) => messages.filter(filterPattern(pattern));

/** The examples of AWS's page on filter patterns. */
const ERRORS = [
  "[ERROR 400] BAD REQUEST",
  "[ERROR 401] UNAUTHORIZED REQUEST",
  "[ERROR 419] MISSING ARGUMENTS",
  "[ERROR 420] INVALID ARGUMENTS",
];

test.each([
  ["", [0, 1, 2, 3]],
  [" ", [0, 1, 2, 3]],
  ["ERROR", [0, 1, 2, 3]],
  ["ERROR ARGUMENTS", [2, 3]],
  ["?ERROR ?ARGUMENTS", [0, 1, 2, 3]],
  ["?400 ?419", [0, 2]],
  ["ERROR -ARGUMENTS", [0, 1]],
  ["-ARGUMENTS", [0, 1]],
  ['"BAD REQUEST"', [0]],
  ['-"MISSING ARGUMENTS" ERROR', [0, 1, 3]],
  ["REQUEST ?MISSING", [0, 1]],
  ["error", []],
  ["%4[01]9%", [2]],
  ["%BAD|INVALID%", [0, 3]],
  ["-%ARG.*S$%", [0, 1]],
])("The terms %s match", (pattern, numbers) => {
  expect(matching(pattern, ERRORS)).toEqual(numbers.map((number) => ERRORS[number]));
});

const EVENT = JSON.stringify({
  eventType: "UpdateTrail",
  sourceIPAddress: "111.111.111.111",
  arrayKey: ["value", "another value"],
  objectList: [
    { name: "a", id: 1 },
    { name: "b", id: 2 },
  ],
  SomeObject: null,
  cluster: { name: "c" },
  ThisFlag: true,
  OtherFlag: false,
  latency: 150.5,
  "dotted.name": "x",
  text: "1e2",
});

test.each([
  ['{ $.eventType = "UpdateTrail" }', true],
  ["{ $.eventType = UpdateTrail }", true],
  ['{$.eventType="Update*"}', true],
  ["{ $.eventType = *Trail }", true],
  ["{ $.eventType = %Trail% }", true],
  ["{ $.eventType = %^trail% }", false],
  ['{ $.eventType != "UpdateTrail" }', false],
  ["{ $.sourceIPAddress != 123.123.* }", true],
  ["{ $.sourceIPAddress = 111.111.* }", true],
  ['{ $.arrayKey[0] = "value" }', true],
  ['{ $.arrayKey[1] = "value" }', false],
  ['{ $.arrayKey[*] = "another value" }', true],
  ["{ $.objectList[1].id = 2 }", true],
  ["{ $.SomeObject IS NULL }", true],
  ["{ $.SomeOtherObject NOT EXISTS }", true],
  ["{ $.eventType NOT EXISTS }", false],
  ["{ $.cluster.name EXISTS }", true],
  ["{ $.ThisFlag IS TRUE }", true],
  ["{ $.OtherFlag IS FALSE }", true],
  ["{ $.ThisFlag = true }", true],
  ["{ $.latency > 150 && $.latency <= 150.5 }", true],
  ["{ $.latency = 1505e-1 }", true],
  ["{ $.eventType > 3 }", false],
  ["{ $.missing != 3 }", false],
  ["{ ($.latency < 100 || $.latency > 140) && $.eventType = Update* }", true],
  ["{ $.latency < 100 || $.latency > 140 && $.eventType = other }", false],
  ["{ $.['dotted.name'] = x }", true],
  ["{ $['dotted.name'] = x }", true],
  ["{ $.__proto__ EXISTS }", false],
])("The JSON pattern %s matches: %s", (pattern, matches) => {
  expect(filterPattern(pattern)(EVENT)).toBe(matches);
});

test("A JSON pattern matches no message that is none", () => {
  const pattern = filterPattern("{ $.a NOT EXISTS }");
  expect(["plain", "{broken", "3", "null"].map(pattern)).toEqual([false, false, false, false]);
});

const ACCESS = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

test.each([
  ["[ip, user, username, timestamp, request, status_code, bytes]", true],
  ["[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]", true],
  ["[ip, user, username, timestamp, request, status_code, bytes > 1600]", false],
  ["[..., status_code = 404, bytes]", true],
  ["[ip = %127\\.0\\.0\\.[1-9]%, ...]", true],
  ["[ip, ..., bytes = 1534]", true],
  ["[ip, user]", false],
  ["[..., status_code = 4* && status_code != 404, bytes]", false],
  ["[..., status_code = 500 || status_code = 404, bytes]", true],
  ['[ip, user, username, timestamp = "10/Oct*", ...]', true],
])("The pattern of fields %s matches: %s", (pattern, matches) => {
  expect(filterPattern(pattern)(ACCESS)).toBe(matches);
});

test.each([
  ['a [b c] "d e" f', ["a", "b c", "d e", "f"]],
  ['[]x "" [open "half', ["", "x", "", "[open", '"half']],
  ['a"b c" d]', ['a"b', 'c"', "d]"]],
])("The message %s has the fields %j", (message, fields) => {
  const pattern = fields.map((field) => `f = "${field.replaceAll('"', '\\"')}"`).join(", ");
  expect(filterPattern(`[${pattern}]`)(message)).toBe(true);
});

test.each([
  "{",
  "{ $ = 1 }",
  "{ $.a }",
  "{ $.a = }",
  "{ $.a = 1 } x",
  "[a",
  "[..., ...]",
  "[a = 1 && b = 2]",
  '"open',
  "%a!%",
  "%(a)%",
  "%[%",
  "{ $.a IS MAYBE }",
  "%a%".repeat(6),
  `{ ${Array(6).fill("$.a = %a%").join(" || ")} }`,
  `{ ${"(".repeat(200)}$.a = 1`,
])("%s is refused as a parameter", (pattern) => {
  expect(() => filterPattern(pattern)).toThrow(
    expect.objectContaining({ type: "InvalidParameterException", status: 400 }),
  );
});

test("No pattern takes long over a message made against it", () => {
  const message = `${"a".repeat(60_000)}!`;
  expect(filterPattern(`%${"a*".repeat(50)}$%`)(message)).toBe(true);
  expect(filterPattern(`{ $.x = "${"*a".repeat(200)}b" }`)(JSON.stringify({ x: message }))).toBe(false);
  expect(filterPattern(`[x = ${"a*".repeat(100)}b]`)(message)).toBe(false);
  expect(filterPattern("[..., x = end]")(`${"[ ".repeat(2_000_000)}end`)).toBe(true);
});
