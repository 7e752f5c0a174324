import type { Case } from "../run-case.ts";
import { job } from "../toy-kind.ts";

const created = { request: { verb: "create", object: job("a") }, expect: {} } as const;

export const rightsCases: readonly Case[] = [
  {
    title: "Who has no rights is told which one is missing",
    steps: [
      created,
      {
        request: { verb: "get", name: "a", as: "nobody" },
        expect: {
          error: {
            http: 403,
            reason: "Forbidden",
            message:
              /^trainingjobs\.ml\.example\.com "a" is forbidden: User ".*" cannot get resource "trainingjobs" in API group "ml\.example\.com" in the namespace ".*"$/,
          },
        },
      },
      {
        request: { verb: "create", object: job("b"), as: "nobody" },
        expect: {
          error: { http: 403, reason: "Forbidden", message: /cannot create resource "trainingjobs"/ },
        },
      },
    ],
  },
  {
    title: "A viewer reads and does not write",
    steps: [
      created,
      { request: { verb: "get", name: "a", as: "viewer" }, expect: { object: { metadata: { name: "a" } } } },
      { request: { verb: "list", as: "viewer" }, expect: { items: ["a"] } },
      {
        request: { verb: "delete", name: "a", as: "viewer" },
        expect: {
          error: { http: 403, reason: "Forbidden", message: /cannot delete resource "trainingjobs"/ },
        },
      },
    ],
  },
  {
    title: "A viewer reads no Secrets",
    steps: [
      {
        request: {
          verb: "create",
          kind: "Secret",
          object: {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "s" },
            data: { key: "aGlkZGVu" },
          },
        },
        expect: {},
      },
      {
        request: { verb: "get", kind: "Secret", name: "s", as: "viewer" },
        expect: {
          error: {
            http: 403,
            reason: "Forbidden",
            message:
              /^secrets "s" is forbidden: .* cannot get resource "secrets" in API group "" in the namespace/,
          },
        },
      },
    ],
  },
];
