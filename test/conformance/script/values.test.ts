import fc from "fast-check";
import { expect, test } from "vitest";
import { Container } from "../../../packages/algorithms/src/container.ts";
import { smVariables } from "../../../packages/algorithms/src/script/sm-variables.ts";
import { commandArguments, decodeHyperparameters } from "../../../packages/algorithms/src/script/values.ts";
import { askToolkit } from "./toolkit.ts";

/** What people write, and what programs have stumbled over. */
const TEXTS = [
  "00501",
  "0042",
  "-0",
  "+1",
  "1e5",
  "1E-7",
  "1.0",
  "1.50",
  ".5",
  "5.",
  "1_000",
  "0x10",
  "123456789012345678901234567890",
  "9007199254740993",
  "1e400",
  "-1e400",
  "0.1e-400",
  "1".repeat(4301),
  "NaN",
  "Infinity",
  "-Infinity",
  "nan",
  "True",
  "true",
  "None",
  "null",
  "",
  " ",
  " 7 ",
  "\t7\n",
  '""',
  '"train.py"',
  '"007"',
  '"a\\nb"',
  '"tab\there"',
  "it's",
  '"it\'s"',
  '["it\'s", "plain", "say \\"x\\"", "it\'s \\"x\\""]',
  '["a\\\\d+", "x\\ty", "\\u00a0", "\\u200b", "\\u0001", "\\u007f", "\\u0085", "é", "\\ud83d\\ude00", "\\ue000"]',
  '{"b": 2, "a": {"z": 1, "y": [1.0, null, true]}, "10": 1, "9": 2}',
  '[{"10": "x", "9": "y"}, [], {}, [[]]]',
  '{"a": 1, "b": 2, "a": 3}',
  '{"a": "b=c,d", "n": null, "t": true, "s": "x y"}',
  "{'a': 1}",
  "[1, 2,]",
  "[1 2]",
  "{}",
  "[]",
  "\ufeff1",
  "s3://bucket/a b/c?d=e&f",
  "$(whoami) `x` ; rm -rf \\",
  "日本語",
  "\ud83d\ude00",
  "line one\nline two",
];

/** Assigned since long: which letters can be printed depends on Python's version of Unicode. */
const LETTERS = [
  ..."aZ09 '\"\\/,=:{}[]-_.\n\t\r\b\u0000\u001f\u007f\u0085\u00a0é日\u200b\u2028\ue000\ufeff\ud83d\ude00",
];
const word = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 8 });
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(word, fc.boolean(), fc.constant(null), fc.double(), fc.integer()),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(word, tie("json"), { maxKeys: 4 }),
  ),
}));
const jsonLike: fc.Arbitrary<string> = fc.oneof(
  json.map((value) => JSON.stringify(value)),
  json.map((value) => JSON.stringify(value, null, 1)),
  word,
  fc.string({ unit: fc.constantFrom(..."0123456789.eE+-_ \t\"'[]{},:\\ntrufalsNI"), maxLength: 12 }),
  fc.bigInt().map(String),
  fc.double().map(String),
);
/** SageMaker takes any text for a name. */
const names = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,10}$/),
  fc.string({ unit: fc.constantFrom(..."aZ0_-. /:é日ßİı"), minLength: 1, maxLength: 6 }),
);

test("programs get values as sagemaker-training hands them over: arguments, SM_HPS, SM_USER_ARGS and SM_HP_*", async () => {
  const drawn = fc.sample(fc.dictionary(names, jsonLike, { maxKeys: 8 }), { seed: 10, numRuns: 1000 });
  const sets = [
    ...TEXTS.map((text) => ({ value: text, k: text })),
    Object.fromEntries(TEXTS.map((text, index) => [`name-${index}`, text])),
    ...drawn.map((set) => ({ ...set })),
  ];
  const theirs = await askToolkit(sets);
  expect(theirs).toHaveLength(sets.length);
  for (const [index, set] of sets.entries()) {
    const values = decodeHyperparameters(set);
    const said = JSON.stringify(set);
    expect(commandArguments(values.own), said).toEqual(theirs[index]?.arguments);
    const variables = smVariables({
      container: new Container({}),
      values,
      channels: {},
      resources: {},
      program: "train.py",
      environment: {},
    });
    expect(variables, said).toMatchObject(theirs[index]?.variables ?? {});
  }
});
