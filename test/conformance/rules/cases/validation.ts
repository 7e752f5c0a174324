import type { Case } from "../run-case.ts";
import { job } from "../toy-kind.ts";

const refused = (title: string, spec: object, message: string, fields: readonly string[]): Case => ({
  title,
  steps: [
    {
      request: { verb: "create", object: { ...job("v"), spec } },
      expect: {
        error: {
          http: 422,
          reason: "Invalid",
          message: `TrainingJob.ml.example.com "v" is invalid: ${message}`,
          fields,
        },
      },
    },
  ],
});

export const validationCases: readonly Case[] = [
  refused("A required field is missing", {}, "spec.image: Required value", ["spec.image"]),
  refused(
    "A number is too large",
    { image: "abc", replicas: 99 },
    "spec.replicas: Invalid value: 99: spec.replicas in body should be less than or equal to 10",
    ["spec.replicas"],
  ),
  refused(
    "A number is too small",
    { image: "abc", replicas: 0 },
    "spec.replicas: Invalid value: 0: spec.replicas in body should be greater than or equal to 1",
    ["spec.replicas"],
  ),
  refused(
    "A field has another type",
    { image: "abc", replicas: "two" },
    'spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
    ["spec.replicas"],
  ),
  refused(
    "A value is none of those allowed",
    { image: "abc", mode: "c" },
    'spec.mode: Unsupported value: "c": supported values: "a", "b"',
    ["spec.mode"],
  ),
  refused(
    "A text does not match its pattern",
    { image: "ABC!" },
    "spec.image: Invalid value: \"ABC!\": spec.image in body should match '^[a-z:0-9./-]+$'",
    ["spec.image"],
  ),
  refused(
    "A text is too short",
    { image: "ab" },
    'spec.image: Invalid value: "ab": spec.image in body should be at least 3 chars long',
    ["spec.image"],
  ),
  refused(
    "A key of a list occurs twice",
    { image: "abc", env: [{ name: "A" }, { name: "A" }] },
    'spec.env[1]: Duplicate value: {"name":"A"}',
    ["spec.env[1]"],
  ),
  {
    title: "Several complaints come together",
    steps: [
      {
        request: { verb: "create", object: { ...job("v"), spec: { image: "ab", replicas: 99 } } },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message: /^TrainingJob\.ml\.example\.com "v" is invalid: \[.*, .*\]$/,
          },
        },
      },
    ],
  },
  {
    title: "A null where no null is allowed gives way to the default",
    steps: [
      {
        request: { verb: "create", object: job("n", { replicas: null }) },
        expect: { object: { spec: { replicas: 1 } } },
      },
    ],
  },
  {
    title: "A null where no null is allowed and no default waits counts as not said, but for items of a list",
    steps: [
      {
        request: {
          verb: "create",
          object: job("n", { q: null, raw: { deep: null }, env: [{ name: "A", value: null }] }),
        },
        expect: {
          object: { spec: { raw: { deep: null }, env: [{ name: "A" }] } },
          without: ["spec.q", "spec.env.0.value"],
        },
      },
      {
        request: { verb: "create", object: job("r", { image: null }) },
        expect: {
          error: {
            http: 422,
            reason: "Invalid",
            message: 'TrainingJob.ml.example.com "r" is invalid: spec.image: Required value',
          },
        },
      },
      {
        request: { verb: "create", object: job("i", { env: [null] }) },
        expect: { error: { http: 422, reason: "Invalid", fields: ["spec.env[0]"] } },
      },
    ],
  },
  {
    title: "Unknown fields are dropped, except where the schema keeps them",
    steps: [
      {
        request: { verb: "create", object: job("p", { zzz: 1, raw: { deep: { any: [1] } }, q: "50%" }) },
        expect: {
          object: { spec: { raw: { deep: { any: [1] } }, q: "50%" } },
          without: ["spec.zzz"],
        },
      },
    ],
  },
  {
    title: "Unknown fields are refused when asked to be strict, and warned about when not",
    needs: ["field validation"],
    steps: [
      {
        request: { verb: "create", object: job("s", { zzz: 1 }, { foo: 1 }), validation: "Strict" },
        expect: {
          error: {
            http: 400,
            reason: "BadRequest",
            message: /strict decoding error: .*unknown field "spec\.zzz"/,
          },
        },
      },
      {
        request: { verb: "create", object: job("s", { zzz: 1 }), validation: "Warn" },
        expect: { warnings: ['unknown field "spec.zzz"'], without: ["spec.zzz"] },
      },
      {
        request: { verb: "create", object: job("i", { zzz: 1 }), validation: "Ignore" },
        expect: { warnings: [] },
      },
    ],
  },
  {
    title: "Wrongly typed metadata makes the body unreadable",
    steps: [
      {
        request: { verb: "create", object: job("m", {}, { labels: { a: 1 } }) },
        expect: { error: { http: 400, reason: "BadRequest" } },
      },
    ],
  },
];
