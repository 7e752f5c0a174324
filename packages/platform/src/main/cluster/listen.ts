import type { Server } from "node:http";

/** Listens on every address of the pod: who may reach it is the cluster's business, who may use it the door's. */
export async function listenEverywhere(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, resolve);
  });
}
