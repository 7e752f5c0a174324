import { describe, expect, test } from "vitest";
import { readFlows } from "./read-flows.ts";

const manifest = (spec: string): string =>
  `apiVersion: slipway.dev/v1alpha1\nkind: Flow\nmetadata: { name: f }\nspec:\n${spec}`;

const withExpression = (form: string): string => form.replace("EXPR", () => `\${{ 1 + }}`);

/** Each problem as `line:column path: message`. */
function problemsOf(text: string): readonly string[] {
  const { source, problems } = readFlows(text, "a.yaml");
  return problems.map(({ offset, path, message }) => {
    const { line, column } = source.placeOf(offset);
    return `${line}:${column} ${path}: ${message}`;
  });
}

describe("Each problem is told with its place, counted from 1", () => {
  test.each([
    [
      "a misspelt field: its name",
      "steps:\n  - name: a\n    pass: {}\n    need: [b]\n",
      "4:5 steps[0].need: is not known: did you mean needs?",
    ],
    [
      "a value of another type",
      "steps:\n  - name: a\n    pass: {}\n    needs: b\n",
      '4:12 steps[0].needs: is "b": expected a list',
    ],
    [
      "an item of a list in one line",
      "steps:\n  - { name: a, pass: {}, needs: [b, 7] }\n",
      "2:37 steps[0].needs[1]: is 7: expected a text",
    ],
    ["a value that is not there: its name", "steps:\n", "1:1 steps: is null: expected a list"],
    [
      "a word of several",
      "steps:\n  - name: a\n    pass: {}\n    triggerRule: all_sucess\n",
      '4:18 steps[0].triggerRule: is "all_sucess": did you mean all_success?',
    ],
    [
      "a step that there is none of",
      "steps:\n  - name: train\n    pass: {}\n  - name: b\n    pass: {}\n    needs: [trian]\n",
      '6:13 steps[1].needs[0]: needs "trian", and there is no such step beside it: did you mean train?',
    ],
    [
      "a number too small",
      "steps:\n  - name: a\n    pass: {}\n    timeoutSeconds: 0\n",
      "4:21 steps[0].timeoutSeconds: is 0: expected 1 at least",
    ],
    [
      "a default that is none of its parameter's type",
      "parameters:\n  - name: day\n    type: date\n    default: 2026-02-30\nsteps: [{ name: a, pass: {} }]\n",
      '4:14 parameters[0].default: is "2026-02-30": 2026-02 has 28 days',
    ],
    [
      "a circle: one of its steps",
      "steps:\n  - name: a\n    pass: {}\n  - name: b\n    pass: {}\n    needs: [b]\n",
      "4:5 steps[1]: steps wait for each other: b needs b",
    ],
    [
      "a template where an expression is expected",
      "steps:\n  - name: a\n    pass: {}\n    when: EXPR\n",
      "4:11 steps[0].when: is an expression as a whole: leave ",
    ],
    [
      "an expression of what a step is repeated for",
      "steps:\n  - name: a\n    pass: {}\n    forEach:\n      items: EXPR\n",
      "5:22 steps[0].forEach.items: ",
    ],
    ["the steps misspelt", "step:\n  - name: a\n", "1:1 step: is not known: did you mean steps?"],
    [
      "a wrong version",
      "apiVersion: slipway.dev/v1\nkind: Flow\nmetadata: { name: f }\nspec: { steps: [{ name: a, pass: {} }] }\n",
      '1:13 apiVersion: is "slipway.dev/v1": did you mean slipway.dev/v1alpha1?',
    ],
    [
      "a wrong kind",
      "apiVersion: slipway.dev/v1alpha1\nkind: Flows\nmetadata: { name: f }\nspec: { steps: [{ name: a, pass: {} }] }\n",
      '2:7 kind: is "Flows": did you mean Flow?',
    ],
    [
      "a field beside the spec",
      `${manifest("  steps: [{ name: a, pass: {} }]\n")}setps: []\n`,
      "6:1 setps: is not known",
    ],
    [
      "a name that Kubernetes does not take",
      "apiVersion: slipway.dev/v1alpha1\nkind: Flow\nmetadata:\n  name: My_Flow\nspec: { steps: [{ name: a, pass: {} }] }\n",
      '4:9 metadata.name: is "My_Flow": expected up to 63 of a-z, 0-9 and -',
    ],
    [
      "JSON",
      '{\n\t"steps": [\n\t\t{ "name": "a", "pass": {}, "nedes": [] }\n\t]\n}\n',
      "3:30 steps[0].nedes: is not known: did you mean needs?",
    ],
    [
      "lines that end with CR LF",
      "steps:\r\n  - name: a\r\n    pass: {}\r\n    need: []\r\n",
      "4:5 steps[0].need: ",
    ],
    ["a text with a byte order mark", "\uFEFFstep: []\n", "1:1 step: "],
  ])("%s", (_, form, expected) => {
    expect(problemsOf(withExpression(form)).join("\n")).toContain(expected);
  });

  test("in documents after the first", () => {
    const text = `${manifest("  steps:\n    - { name: a, pass: {} }\n")}---\n${manifest("  steps:\n    - { name: a, pas: {} }\n")}`;
    expect(problemsOf(text)).toEqual(["13:18 spec.steps[0].pas: is not known: did you mean pass?"]);
  });

  test("in the items of a List", () => {
    const item =
      "- apiVersion: slipway.dev/v1alpha1\n  kind: Flow\n  metadata: { name: f }\n  spec: { steps: [{ name: a }] }\n";
    expect(problemsOf(`apiVersion: v1\nkind: List\nitems:\n${item}`)).toEqual([
      "7:19 items[0].spec.steps[0]: has nothing to do: expected one of run, resource, flow, wait, approve, notify, steps, pass",
    ]);
  });
});

describe("What is no YAML is told with its place", () => {
  test.each([
    [
      "a tabulator that indents",
      "steps:\n\t- name: a\n",
      "2:1 : tabs are not allowed as indentation: use blanks",
    ],
    ["a list that is not closed", "steps:\n  - name: a\n    needs: [b\n\n", "3:14 : flow sequence"],
    ["a quote that is not closed", 'steps:\n  - name: "a\n', '2:13 : missing closing "quote'],
    [
      "a colon in a value",
      "steps:\n  - name: a: b\n",
      "2:11 : nested mappings are not allowed in compact mappings",
    ],
    [
      "two members of a name",
      "steps:\n  - name: a\n    pass: {}\n    name: b\n",
      '4:5 : "name" is given twice',
    ],
    [
      "two names that are one as texts",
      'steps:\n  - name: a\n    run: { env: { 1: a, "1": b } }\n',
      '3:25 : "1" is given twice',
    ],
    ["an alias of nothing", "steps:\n  - name: a\n    run: *r\n", "3:10 : there is no anchor &r before it"],
    [
      "an alias in what it stands for",
      "steps: &s\n  - name: a\n    steps: *s\n",
      "3:12 : *s stands inside of what it stands for",
    ],
    ["a tag", "steps: !mine []\n", "1:8 : unresolved tag: !mine"],
    [
      "a number that JSON cannot hold",
      "steps:\n  - name: a\n    priority: 9007199254740993\n",
      "3:15 : is 9007199254740993, which numbers of JSON cannot hold",
    ],
    ["a list as a name", "steps: []\n[a]: 1\n", "2:1 : the name of a member has to be a text"],
  ])("%s", (_, text, expected) => {
    expect(problemsOf(text).join("\n")).toContain(expected);
  });
});

describe("A problem in an expression points into its text", () => {
  // EXPR ends where a value is expected: at its `}}`.
  test.each([
    ["plain", "steps:\n  - name: a\n    run:\n      command: [x, y]\n      args:\n        - see EXPR\n"],
    [
      "in single quotes, one of them written twice",
      "steps:\n  - name: a\n    run:\n      args: ['it''s EXPR']\n",
    ],
    [
      "in double quotes, after escapes",
      'steps:\n  - name: a\n    run:\n      args: ["\\ttab \\u00e9 EXPR"]\n',
    ],
    ["over several lines", "steps:\n  - name: a\n    run:\n      args:\n        - one\n          two EXPR\n"],
    [
      "in a literal block",
      "steps:\n  - name: a\n    run:\n      args:\n        - |\n          one\n\n            two\n          see EXPR\n",
    ],
    [
      "in a literal block with its indentation given",
      "steps:\n  - name: a\n    run:\n      args:\n        - |2\n            one\n          see EXPR\n",
    ],
    [
      "in a folded block",
      "steps:\n  - name: a\n    run:\n      args:\n        - >-\n          one\n          two\n\n          see EXPR\n",
    ],
    [
      "in double quotes over lines",
      'steps:\n  - name: a\n    run:\n      args:\n        - "one \\\n          two\n\n          see EXPR"\n',
    ],
  ])("%s", (_, form) => {
    const text = withExpression(form);
    const [problem = ""] = problemsOf(text);
    expect(problem).toMatch(/^\S+ steps\[0\]\.run\.args\[0\]: /);
    const end = text.indexOf("}}");
    const line = text.slice(0, end).split("\n");
    expect(problem.split(" ", 1)).toEqual([`${line.length}:${(line.at(-1)?.length ?? 0) + 1}`]);
  });

  test("where an alias stands for it, the place is where it is written, once", () => {
    const text = withExpression(
      "steps:\n  - name: a\n    run: &r { args: ['EXPR'] }\n  - name: b\n    run: *r\n",
    );
    expect(problemsOf(text)).toHaveLength(1);
    expect(problemsOf(text)[0]).toMatch(/^3:31 steps\[0\]\.run\.args\[0\]: /);
  });

  test("where a merge key brings it as well", () => {
    const text =
      "steps:\n  - &base\n    name: a\n    when: parameters.x >\n    pass: {}\n  - <<: *base\n    name: b\n  - { <<: [*base], name: c }\n";
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^4:25 steps\[0\]\.when: /);
  });
});

test("A name in an expression that there is none of is pointed at", () => {
  const text = [
    "parameters:",
    "  - { name: day, type: date }",
    "steps:",
    "  - name: train",
    "    pass: {}",
    "  - name: b",
    "    run:",
    "      args:",
    "        - 'it''s $" + "{{ parameters.day + parameters.dya }} $" + "{{ 1 + steps.trian.results.x }}'",
    "    when: parameters.day == steps.far.results.x",
    "",
  ].join("\n");
  const place = (word: string): string => {
    const before = text.slice(0, text.indexOf(word)).split("\n");
    return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  };
  expect(problemsOf(text)).toEqual([
    `${place("parameters.dya")} steps[1].run.args[0]: there is no parameter "dya": did you mean day?`,
    `${place("steps.trian")} steps[1].run.args[0]: there is no step "trian": did you mean train?`,
    `${place("steps.far")} steps[1].when: there is no step "far"`,
  ]);
});

describe("Flows", () => {
  test("of several documents are read; what is none is told", () => {
    const text = `kind: Deployment\napiVersion: apps/v1\n---\n${manifest("  steps: [{ name: a, pass: {} }]\n")}---\n---\n- 1\n`;
    const { flows, skipped, problems, source } = readFlows(text, "a.yaml");
    expect(problems).toEqual([]);
    expect(
      flows.map(({ manifest: { metadata }, isNamedAfterFile }) => [metadata.name, isNamedAfterFile]),
    ).toEqual([["f", false]]);
    expect(skipped.map(({ offset, what }) => [source.placeOf(offset).line, what])).toEqual([
      [1, "Deployment"],
      [11, "a list"],
    ]);
  });

  test.each([
    ["flows/Nightly Build.yaml", "nightly-build"],
    ["C:\\flows\\b_2.yml", "b-2"],
    ["standard input", "standard-input"],
    ["été.json", "t"],
    ["___", "flow"],
  ])("without a manifest are named after the file: %s", (file, name) => {
    const { flows } = readFlows(
      "steps: [{ name: a, pass: {} }]\n---\nsteps: [{ name: b, pass: {} }]\n",
      file,
    );
    expect(flows.map(({ manifest: { metadata } }) => metadata.name)).toEqual([name, `${name}-2`]);
  });

  test("have what merge keys bring, own members first, and the first of several sources", () => {
    const text =
      "steps:\n  - &one { name: a, pass: {}, priority: 1 }\n  - &two { name: b, pass: {}, priority: 2, description: p }\n  - { priority: 3, <<: *one, name: c }\n  - { <<: [*one, *two], name: d }\n";
    const [flow] = readFlows(text, "a.yaml").flows;
    expect(flow?.manifest.spec.steps.slice(2)).toEqual([
      { name: "c", pass: {}, priority: 3 },
      { name: "d", pass: {}, priority: 1, description: "p" },
    ]);
  });

  test("are what YAML 1.2 says, whatever version a document names", () => {
    const text =
      "%YAML 1.1\n---\nsteps:\n  - name: a\n    run: { env: { A: yes, B: 2026-11-30, C: 0o17 } }\n";
    expect(readFlows(text, "a.yaml").flows[0]?.manifest.spec.steps[0]?.run?.env).toEqual({
      A: "yes",
      B: "2026-11-30",
      C: 15,
    });
  });

  test("are told where kubectl would make something else of them, and nothing else is", () => {
    const text =
      "steps:\n  - name: a\n    run: { env: { A: yes, B: 'no', C: 1_000, no: x } }\n---\nkind: X\na: yes\n";
    const { notes, source } = readFlows(text, "a.yaml");
    expect(notes.map(({ offset }) => source.text.slice(offset, offset + 3))).toEqual(["yes", "1_0", "no:"]);
  });

  test("of Kubernetes's other groups that are called Flow are none of ours", () => {
    const text =
      "apiVersion: logging.banzaicloud.io/v1beta1\nkind: Flow\nmetadata: { name: f }\nspec: { filters: [] }\n";
    expect(readFlows(text, "a.yaml").skipped).toEqual([{ offset: 0, what: "Flow" }]);
  });
});

describe("Hostile texts are refused in time by their length", () => {
  const bomb = Array.from({ length: 30 }, (_, level) =>
    level === 0
      ? "a0: &a0 [x, x, x, x]"
      : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}, *a${level - 1}]`,
  ).join("\n");

  test.each([
    ["aliases of aliases", `${bomb}\nsteps: *a29\n`, "with what aliases stand for it is more than"],
    ["brackets", `steps: ${"[".repeat(100_000)}`, "nested deeper than 400 levels"],
    [
      "levels that aliases make",
      `steps:\n${Array.from({ length: 500 }, (_, i) => `  - &a${i} [${i === 0 ? "" : `*a${i - 1}`}]`).join("\n")}\n`,
      "nested deeper than 400 levels",
    ],
    ["a large file", `steps: ["${"x".repeat(4 * 1024 * 1024)}"]`, "characters, and may have 4194304"],
    [
      "merges",
      `a: &a { ${Array.from({ length: 2_000 }, (_, i) => `k${i}: 1`).join(", ")} }\nsteps:\n${"  - <<: *a\n".repeat(5_000)}`,
      "<< brings more than 200000 members",
    ],
  ])("%s", (_, text, message) => {
    const begun = Date.now();
    expect(problemsOf(text).join("\n")).toContain(message);
    expect(Date.now() - begun).toBeLessThan(60_000);
  });

  test("a hundred steps may share an anchor", () => {
    const steps = Array.from({ length: 300 }, (_, i) => `  - { name: s${i}, run: *r }`).join("\n");
    expect(
      readFlows(`steps:\n  - name: a\n    run: &r { command: [x] }\n${steps}\n`, "a.yaml").flows,
    ).toHaveLength(1);
  });
});
