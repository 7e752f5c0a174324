import { type Home, ok } from "../e2e/support/home.ts";

/** Takes away all endpoints: a cluster's small node has room for the pods of a few. */
export async function removeEndpoints(home: Home): Promise<void> {
  await ok(home.kubectl("delete", "endpoints.sagemaker.services.k8s.aws", "--all", "--timeout=120s"));
}
