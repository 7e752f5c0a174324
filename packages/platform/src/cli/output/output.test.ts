import { describe, expect, test } from "vitest";
import { columns } from "./columns.ts";
import { EnvironmentLine } from "./environment-line.ts";
import { formatterOf } from "./format.ts";
import { parseSpan } from "./parse-span.ts";
import { Progress } from "./progress.ts";
import { jsonPath, select } from "./template.ts";
import { lineForTerminal, visible } from "./visible.ts";
import { widthOf } from "./width.ts";
import { wrap } from "./wrap.ts";

/** The input of kubectl's own page on JSONPath (kubernetes.io/docs/reference/kubectl/jsonpath). */
const input = {
  kind: "List",
  items: [
    {
      kind: "None",
      metadata: { name: "127.0.0.1", labels: { "kubernetes.io/hostname": "127.0.0.1" } },
      status: { capacity: { cpu: "4" }, addresses: [{ type: "LegacyHostIP", address: "127.0.0.1" }] },
    },
    {
      kind: "None",
      metadata: { name: "127.0.0.2" },
      status: {
        capacity: { cpu: "8" },
        addresses: [
          { type: "LegacyHostIP", address: "127.0.0.2" },
          { type: "another", address: "127.0.0.3" },
        ],
      },
    },
  ],
  users: [
    { name: "myself", user: {} },
    { name: "e2e", user: { username: "admin", password: "secret" } },
  ],
};

describe("jsonpath", () => {
  test.each([
    ["kind is {.kind}", "kind is List"],
    ["{.kind}", "List"],
    ["{['kind']}", "List"],
    ["{..name}", "127.0.0.1 127.0.0.2 myself e2e"],
    ["{.items[*].metadata.name}", "127.0.0.1 127.0.0.2"],
    ["{.users[0].name}", "myself"],
    ["{.users[-1].name}", "e2e"],
    ['{.users[?(@.name=="e2e")].user.password}', "secret"],
    [
      "{range .items[*]}[{.metadata.name}, {.status.capacity}] {end}",
      '[127.0.0.1, {"cpu":"4"}] [127.0.0.2, {"cpu":"8"}] ',
    ],
    ['{range .items[*]}{.metadata.name}{"\\t"}{end}', "127.0.0.1\t127.0.0.2\t"],
    ["{.items[0].metadata.labels.kubernetes\\.io/hostname}", "127.0.0.1"],
    ["{.nothing.here}", ""],
  ])("%s", (template, expected) => {
    expect(jsonPath(template)(input)).toBe(expected);
  });

  test("is refused at once when its quotes never end", () => {
    expect(() => jsonPath(`{${'"'.repeat(2_001)}`)).toThrow(/a \{ is not closed/);
  });

  test("without a template's braces selects values", () => {
    expect(select(".users[*].name", input)).toEqual(["myself", "e2e"]);
  });

  test.each(["{.a[}", "{range .a}x", "{end}", "{.a b}", "{.a", "{.a}{"])(
    "refuses %s as a usage error",
    (template) => {
      expect(() => jsonPath(template)).toThrow(/jsonpath/);
    },
  );
});

test("Tables are aligned, without blanks at the end of a line", () => {
  expect(
    columns(
      ["NAME", "STATE"],
      [
        ["a-long-name", "x"],
        ["b", ""],
      ],
    ),
  ).toBe("NAME          STATE\na-long-name   x\nb\n");
});

test.each([
  ["90", 90_000],
  ["1h30m", 5_400_000],
  ["250ms", 250],
  ["2d", 172_800_000],
  ["soon", undefined],
  ["10 m", undefined],
  ["", undefined],
])("The span %s is %s ms", (text, ms) => {
  expect(parseSpan(text)).toBe(ms);
});

test("Long text is broken at blanks, and a long word is not", () => {
  expect(wrap("one two three four five six", 20)).toEqual(["one two three four", "five six"]);
  expect(wrap(`a ${"x".repeat(30)} b`, 20)).toEqual(["a", "x".repeat(30), "b"]);
});

test("Formats: data as json, yaml, jsonpath; drawn by the command as table, wide, name; anything else is refused", async () => {
  expect(await formatterOf("json").render?.({ a: 1 })).toBe('{\n  "a": 1\n}\n');
  expect(await formatterOf("yaml").render?.({ a: ["x: y"] })).toBe('a:\n  - "x: y"\n');
  expect(await formatterOf("jsonpath={.a}").render?.({ a: 1 })).toBe("1");
  for (const format of [undefined, "table", "wide", "name"])
    expect(formatterOf(format).render).toBeUndefined();
  for (const format of ["xml", "jsonpath", ""]) expect(() => formatterOf(format)).toThrow(/-o/);
});

test("Tables keep to the terminal's width by cutting the widest columns, never the name, and know wide characters", () => {
  const rows = [
    ["a-name-that-is-not-cut", "日本語の状態", "a message that says a good deal more than there is room for"],
    ["b", "short", "x\nsecond line"],
  ];
  const drawn = columns(["NAME", "STATE", "MESSAGE"], rows, { width: 60 });
  for (const line of drawn.trim().split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(60);
  expect(drawn).toBe(
    [
      "NAME                     STATE          MESSAGE",
      "a-name-that-is-not-cut   日本語の状態   a message that says…",
      "b                        short          x",
      "",
    ].join("\n"),
  );
  expect(columns(["NAME", "STATE", "MESSAGE"], rows)).toContain("more than there is room for");
});

test("A column of prose is never cut: it goes on beside the others, and where they leave no room below them", () => {
  const heading = ["TRY", "STATE", "STARTED", "REASON"];
  const rows = [
    [
      "1",
      "failed",
      "2026-11-28T22:40:28Z",
      "user-code: train.py:14: KeyError: 'age' (train.py ended with 1)",
    ],
    ["2", "running", "2026-11-28T22:41:00Z", ""],
  ];
  expect(columns(heading, rows, { width: 70, prose: true }).split("\n")).toEqual([
    "TRY   STATE     STARTED                REASON",
    "1     failed    2026-11-28T22:40:28Z   user-code: train.py:14:",
    "                                       KeyError: 'age' (train.py ended",
    "                                       with 1)",
    "2     running   2026-11-28T22:41:00Z",
    "",
  ]);
  expect(columns(heading, rows, { width: 50, prose: true }).split("\n")).toEqual([
    "TRY   STATE     STARTED                REASON",
    "1     failed    2026-11-28T22:40:28Z",
    "      user-code: train.py:14: KeyError: 'age'",
    "      (train.py ended with 1)",
    "2     running   2026-11-28T22:41:00Z",
    "",
  ]);
  expect(columns(heading, rows, { prose: true })).toBe(columns(heading, rows));
});

test("Tables have room for as many rows as there are", () => {
  const rows = Array.from({ length: 200_000 }, (_, n) => [String(n)]);
  expect(columns(["NAME"], rows)).toHaveLength("NAME\n".length + 1_088_890 + rows.length);
});

// In kubectl's words (k8s.io/cli-runtime, printers.WriteEscaped), but for colours and C1.
test.each([
  ["\u001b]0;title\u0007", "^[]0;title^G"],
  ["\u001b[2J\u001b[31mred\u001b[0m", "^[[2J\u001b[31mred\u001b[0m"],
  ["over\rwritten\u007f", "over^Mwritten^?"],
  ["two\n[0m\tlines 日本", "two\n[0m\tlines 日本"],
  ["\u009b2J", "\u{fffd}2J"],
])("Of %j a terminal is given %j", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("Progress tells bytes, the rate of the last seconds and the time that is left", () => {
  let now = 0;
  const progress = new Progress({ label: "Sending x", total: 100 * 1024 ** 2, now: () => now });
  expect(String(progress)).toBe("Sending x  0 B of 100 MiB");
  for (now = 500; now <= 10_000; now += 500) progress.add(1024 ** 2);
  now = 10_000;
  expect(String(progress)).toBe("Sending x  20 MiB of 100 MiB  2.0 MiB/s  40s left");
  for (now = 10_500; now <= 20_000; now += 500) progress.add(2 * 1024 ** 2);
  now = 20_000;
  expect(String(progress)).toBe("Sending x  60 MiB of 100 MiB  4.0 MiB/s  10s left");
});

describe("A line of a program's log, on a terminal", () => {
  test.each([
    [
      "\u001b]0;root@prod\u0007\u001b[2J\u001b[31mred\u001b[0m",
      "^[]0;root@prod^G^[[2J\u001b[31mred\u001b[0m\u001b[0m",
    ],
    ["\u001b[38:5:9mred", "\u001b[38:5:9mred\u001b[0m"],
    ["  0%|  | 0/3\r 33%|# | 1/3\r100%|###| 3/3", "100%|###| 3/3"],
    ["from Windows\r", "from Windows"],
    ["a\tb \u009b31m", "a\tb \u{fffd}31m"],
  ])("%j", (line, shown) => {
    expect(lineForTerminal(line)).toBe(shown);
  });
});

test("Prose is broken where it fills the columns, of which wide characters take two", () => {
  const lines = wrap("模型 训练 完成 🚀🚀 ".repeat(4).trim(), 20);
  expect(lines.map(widthOf)).toEqual([19, 19, 19, 19]);
  expect(lines).toEqual(Array(4).fill("模型 训练 完成 🚀🚀"));
});

test("An environment that is built is drawn with its rate and the time that is left, in a narrow terminal's room", () => {
  let now = 0;
  const line = new EnvironmentLine(() => now);
  const after = (ms: number, message: string) => {
    now += ms;
    line.take(message);
    return line.draw();
  };
  expect(after(0, "The program runs")).toBeUndefined();
  expect(after(0, "Building the environment: 3 packages")).toBe("3 packages");
  expect(after(1_000, "Building the environment: 3 packages, 10.0 of 100.0 MB")).toBe(
    "10.0 of 100.0 MB  3 packages",
  );
  const drawn = after(2_000, "Building the environment: 4 packages, 40.0 of 100.0 MB");
  expect(drawn).toBe("40.0 of 100.0 MB  15.0 MB/s  4s left  4 packages");
  expect(`120s  trainingjob/churn-1 Building  ${drawn}`.length).toBeLessThan(90);
  now += 3_000;
  expect(line.draw()).toContain("1s left");
  expect(after(1_000, "Building the environment: 2 of 4 packages, 100.0 MB")).toBe(
    "2 of 4 packages, 100.0 MB",
  );
  expect(after(1_000, "The program runs")).toBeUndefined();
});
