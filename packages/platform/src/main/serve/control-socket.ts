import { chmodSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { HEAD_DEADLINE } from "#lib/http/deadlines.ts";
import { wordsOf } from "#lib/words-of.ts";
import { writeBackup } from "../backup/write-backup.ts";
import type { Closers } from "../common/closers.ts";
import type { Layout } from "../state/layout.ts";
import { socketPath } from "../state/socket-path.ts";
import type { Core } from "./core.ts";
import { watchProcess } from "./diagnostics.ts";

/** Whoever may open the socket's file is trusted; this holds against mistakes. */
const MOST_CONNECTIONS = 64;

/**
 * What only the process that holds the databases can do or tell, asked for through a socket in the state folder: its
 * file rights are the authentication. `POST /backup` answers with the archive, `GET /diagnostics` with
 * `Diagnostics`; `POST /down` ends the home, `POST /down?jobs` its training programs too.
 */
export async function controlSocket(
  core: Core,
  home: {
    readonly layout: Layout;
    readonly closers: Closers;
    down(how: { readonly jobs: boolean }): Promise<void>;
  },
): Promise<void> {
  const { layout, closers } = home;
  const path = socketPath(layout.control);
  rmSync(path, { force: true });
  const watched = watchProcess();
  closers.add(() => watched.close());
  const server = createServer({ ...HEAD_DEADLINE, requestTimeout: 10_000 }, (request, response) => {
    switch (`${request.method} ${request.url}`) {
      case "POST /backup":
        writeBackup(core, () => response).catch((error: unknown) => {
          core.log.error("backup failed", { error: String(error) });
          if (response.headersSent) response.destroy();
          else response.writeHead(500).end(wordsOf(error));
        });
        return;
      case "POST /down":
      case "POST /down?jobs":
        response.writeHead(202).end();
        home.down({ jobs: request.url === "/down?jobs" }).catch((error: unknown) => {
          core.log.error("the home did not end in good order", { error: String(error) });
        });
        return;
      case "GET /diagnostics":
        response.setHeader("content-type", "application/json").end(JSON.stringify(watched.read()));
        return;
      default:
        response.writeHead(404).end();
    }
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  closers.add(() => {
    server.close();
    server.closeAllConnections();
    rmSync(path, { force: true });
  });
}
