import { servingContract } from "../serving.contract.ts";
import { FakeServing, keyOfEndpoint } from "./fake-serving.ts";

const owner = {
  apiVersion: "v1",
  kind: "Owner",
  metadata: { name: "owner", namespace: "default", uid: "u1" },
};

servingContract("the fake runtime", async () => {
  const serving = new FakeServing();
  return {
    serving,
    owner,
    bringUp: async (endpoint) => serving.becomeReady(keyOfEndpoint(endpoint)),
    crash: async (endpoint, variant, words) =>
      serving.fail(keyOfEndpoint(endpoint), `Container ${variant} keeps ending: ${words}`),
    refuseImage: async (endpoint, _variant, message) => serving.fail(keyOfEndpoint(endpoint), message),
    settleRemoval: async () => {},
    close: async () => {},
  };
});
