import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Values that nothing of ours may ever use or keep. */
export const STRAY = ["AKIASTRAYSTRAYSTRAY1", "stray-secret-access-key", "stray-session-token"] as const;

/**
 * What lies around on a machine of somebody who works with AWS and clusters: credentials, profiles, addresses, a
 * kubeconfig, proxies. Every address is a trap that remembers who called.
 */
export class Hostile {
  readonly #folder = mkdtempSync(join(tmpdir(), "slipway-hostile-"));
  readonly #trap: Server;
  readonly #calls: string[] = [];

  private constructor() {
    this.#trap = createServer((request, response) => {
      this.#calls.push(`${request.method} ${request.url}`);
      response.writeHead(403).end();
    });
    this.#trap.on("connect", (request, socket) => {
      this.#calls.push(`CONNECT ${request.url}`);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
  }

  static async open(): Promise<Hostile> {
    const hostile = new Hostile();
    await new Promise<void>((resolve) => hostile.#trap.listen(0, "127.0.0.1", resolve));
    hostile.#lay();
    return hostile;
  }

  async close(): Promise<void> {
    this.#trap.closeAllConnections();
    await new Promise((resolve) => this.#trap.close(resolve));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What called since the last time this was asked. */
  calls(): readonly string[] {
    const ran = existsSync(this.#ran) ? ["credential_process"] : [];
    rmSync(this.#ran, { force: true });
    return [...this.#calls.splice(0), ...ran];
  }

  get environment(): Readonly<Record<string, string>> {
    const url = this.#url;
    const [accessKey, secretKey, token] = STRAY;
    return {
      HOME: this.#folder,
      KUBECONFIG: join(this.#folder, ".kube/config"),
      AWS_PROFILE: "bad",
      AWS_DEFAULT_PROFILE: "bad",
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: secretKey,
      AWS_SESSION_TOKEN: token,
      AWS_SECURITY_TOKEN: token,
      AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/bad",
      AWS_WEB_IDENTITY_TOKEN_FILE: join(this.#folder, "token"),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
      AWS_CONFIG_FILE: join(this.#folder, ".aws/config"),
      AWS_SHARED_CREDENTIALS_FILE: join(this.#folder, ".aws/credentials"),
      AWS_REGION: "eu-west-9",
      AWS_DEFAULT_REGION: "eu-west-9",
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_S3: url,
      AWS_ENDPOINT_URL_SAGEMAKER: url,
      AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: url,
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_USE_DUALSTACK_ENDPOINT: "true",
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      http_proxy: url,
      https_proxy: url,
    };
  }

  get #url(): string {
    return `http://127.0.0.1:${(this.#trap.address() as AddressInfo).port}`;
  }

  get #ran(): string {
    return join(this.#folder, "credential-process-ran");
  }

  #lay(): void {
    const [accessKey, secretKey, token] = STRAY;
    const url = this.#url;
    const keys = `aws_access_key_id = ${accessKey}\naws_secret_access_key = ${secretKey}\naws_session_token = ${token}`;
    const config = `region = eu-west-9\nendpoint_url = ${url}\ncredential_process = ${this.#folder}/process\ns3 =\n  addressing_style = virtual`;
    this.#write(".aws/credentials", `[default]\n${keys}\n\n[bad]\n${keys}\n`);
    this.#write(".aws/config", `[default]\n${config}\n\n[profile bad]\n${config}\n`);
    this.#write("process", `#!/bin/sh\ntouch '${this.#ran}'\nexit 1\n`);
    this.#write("token", token);
    chmodSync(join(this.#folder, "process"), 0o755);
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "bad", cluster: { server: url } }],
      users: [{ name: "bad", user: { token } }],
      contexts: [{ name: "bad", context: { cluster: "bad", user: "bad", namespace: "bad" } }],
      "current-context": "bad",
    };
    this.#write(".kube/config", JSON.stringify(kubeconfig));
  }

  #write(name: string, text: string): void {
    mkdirSync(join(this.#folder, name, ".."), { recursive: true });
    writeFileSync(join(this.#folder, name), text);
  }
}
