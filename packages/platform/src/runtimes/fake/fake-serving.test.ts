import { servingContract } from "../serving.contract.ts";
import { FakeServing } from "./fake-serving.ts";

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
    bringUp: async (id) => serving.becomeReady(id),
    crash: async (id, variant, words) => serving.fail(id, `Container ${variant} keeps ending: ${words}`),
    refuseImage: async (id, _variant, message) => serving.fail(id, message),
    settleRemoval: async () => {},
    close: async () => {},
  };
});
