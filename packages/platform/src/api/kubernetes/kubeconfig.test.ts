import { KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { kubeconfig } from "./kubeconfig.ts";

test("another client's loader finds the server, the authority, the token and the namespace", () => {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig({ server: "https://127.0.0.1:6443", caPem: "PEM\n", token: "t0k3n" }));
  expect(config.getCurrentCluster()).toMatchObject({
    server: "https://127.0.0.1:6443",
    caData: Buffer.from("PEM\n").toString("base64"),
  });
  expect(config.getCurrentUser()).toMatchObject({ token: "t0k3n" });
  expect(config.getContextObject(config.getCurrentContext())).toMatchObject({ namespace: "default" });
});
