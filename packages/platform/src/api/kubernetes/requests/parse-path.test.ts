import { expect, test } from "vitest";
import { parsePath } from "./parse-path.ts";

const jobs = { kind: "resource", group: "ml.example.com", version: "v1", plural: "trainingjobs" };

test.each([
  ["/api", { kind: "core-versions" }],
  ["/api/", { kind: "core-versions" }],
  ["/apis", { kind: "groups" }],
  ["/api/v1", { kind: "version", group: "", version: "v1" }],
  ["/apis/apps", { kind: "group", group: "apps" }],
  ["/apis/apps/v1", { kind: "version", group: "apps", version: "v1" }],
  ["/apis/ml.example.com/v1/trainingjobs", jobs],
  ["/apis/ml.example.com/v1/namespaces/default/trainingjobs", { ...jobs, namespace: "default" }],
  ["/apis/ml.example.com/v1/namespaces/default/trainingjobs/a", { ...jobs, namespace: "default", name: "a" }],
  [
    "/apis/ml.example.com/v1/namespaces/default/trainingjobs/a/status",
    { ...jobs, namespace: "default", name: "a", subresource: "status" },
  ],
  ["/api/v1/namespaces", { kind: "resource", group: "", version: "v1", plural: "namespaces" }],
  ["/api/v1/namespaces/x", { kind: "resource", group: "", version: "v1", plural: "namespaces", name: "x" }],
  [
    "/api/v1/namespaces/x/finalize",
    { kind: "resource", group: "", version: "v1", plural: "namespaces", name: "x", subresource: "finalize" },
  ],
  [
    "/api/v1/namespaces/x/pods",
    { kind: "resource", group: "", version: "v1", namespace: "x", plural: "pods" },
  ],
])("%s names what a real API server reads in it", (path, expected) => {
  expect(parsePath(path)).toEqual(expected);
});

test.each([
  "/",
  "/nope",
  "/api/v1/pods/a/log/more",
  "/api/v1/namespaces/default/pods/..",
  "/api/v1/namespaces/default/pods/%2e%2e",
  "/api/v1/namespaces/default/pods/a%2fb",
  "/api/v1/namespaces/default/pods/%zz",
  "/api//v1",
])("%s names nothing", (path) => {
  expect(parsePath(path)).toBeUndefined();
});
