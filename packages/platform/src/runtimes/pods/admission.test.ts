import { SlipwayError } from "@slipway/model";
import { expect, test } from "vitest";
import { orNotAdmitted } from "./admission.ts";

// As a Kubernetes 1.34 API server says them.
const VIOLATES =
  'pods "a" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "algorithm" must set securityContext.runAsNonRoot=true)';
const QUOTA =
  'pods "a" is forbidden: exceeded quota: q, requested: requests.memory=1Gi, used: requests.memory=1Gi, limited: requests.memory=1Gi';

const refused = (message: string) =>
  orNotAdmitted(() => Promise.reject(new SlipwayError("SLIP-API-003", message)));

test.each([
  [VIOLATES, /run-as-user/],
  [QUOTA, /quota has room/],
])("a pod that is not let in waits, with what would change that: %s", async (message, remedy) => {
  const error = await refused(message).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "SLIP-RUN-012", message: expect.stringContaining(message) });
  expect((error as Error).message).toMatch(remedy);
});

test("any other refusal stays what it is", async () => {
  await expect(refused("pods is forbidden: User x cannot create")).rejects.toMatchObject({
    code: "SLIP-API-003",
  });
});
