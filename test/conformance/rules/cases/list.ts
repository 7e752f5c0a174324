import type { Case } from "../run-case.ts";
import { job } from "../toy-kind.ts";

const some = [
  { request: { verb: "create", object: job("a", {}, { labels: { team: "x", tier: "1" } }) }, expect: {} },
  { request: { verb: "create", object: job("b", {}, { labels: { team: "y" } }) }, expect: {} },
  { request: { verb: "create", object: job("c") }, expect: {} },
] as const;

const selects = (labelSelector: string, ...items: string[]) =>
  ({ request: { verb: "list", labelSelector }, expect: { items } }) as const;

export const listCases: readonly Case[] = [
  {
    title: "Label selectors choose",
    needs: ["field selectors"],
    steps: [
      ...some,
      selects("team=x", "a"),
      selects("team==y", "b"),
      selects("team!=x", "b", "c"),
      selects("team", "a", "b"),
      selects("!team", "c"),
      selects("team in (x, y),tier notin (1)", "b"),
      selects("team notin (x)", "b", "c"),
      { request: { verb: "list" }, expect: { items: ["a", "b", "c"] } },
    ],
  },
  {
    title: "A label selector that cannot be read is a bad request",
    needs: ["field selectors"],
    steps: [
      {
        request: { verb: "list", labelSelector: "a===b" },
        expect: {
          error: {
            http: 400,
            reason: "BadRequest",
            message: "unable to parse requirement: found '=', expected: identifier",
          },
        },
      },
    ],
  },
  {
    title: "Field selectors know the name and the namespace",
    needs: ["field selectors"],
    steps: [
      ...some,
      { request: { verb: "list", fieldSelector: "metadata.name=b" }, expect: { items: ["b"] } },
      { request: { verb: "list", fieldSelector: "metadata.name!=b" }, expect: { items: ["a", "c"] } },
      {
        request: { verb: "list", fieldSelector: "spec.image=abc" },
        expect: {
          error: { http: 400, reason: "BadRequest", message: "field label not supported: spec.image" },
        },
      },
    ],
  },
];
