import type { Resource } from "@slipway/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubectlVersion } from "../../../scripts/tools.ts";
import { type EmbeddedDoor, openEmbeddedDoor } from "./support/embedded-door.ts";
import { JOBS } from "./support/probes.ts";
import { type Kubectl, kubectlFor } from "./support/run-kubectl.ts";

const manifest = (name: string, spec = "image: foo", metadata = "labels: {app: x}") => `
apiVersion: ml.example.com/v1
kind: TrainingJob
metadata: {name: ${name}, ${metadata}}
spec: {${spec}}
`;

const VERSIONS: readonly KubectlVersion[] = ["1.35", "1.32"];

describe.each(VERSIONS)("kubectl %s", (version) => {
  let door: EmbeddedDoor;
  let kubectl: Kubectl;
  beforeAll(async () => {
    door = await openEmbeddedDoor();
    kubectl = await kubectlFor(door, { version });
  });
  afterAll(() => door.close());

  const patchStatus = (name: string, status: object, at = `${JOBS}/${name}`) =>
    door.send("PATCH", `${at}/status`, {
      body: JSON.stringify({ status }),
      type: "application/merge-patch+json",
    });
  const rows = (text: string) =>
    text
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s{2,}/));

  test("says which versions meet", async () => {
    expect(await kubectl.ok(["version"])).toMatch(/Server Version: v1\.34\.\d+\+slipway-/);
  });

  test("lists what is served", async () => {
    const served = await kubectl.ok(["api-resources"]);
    expect(served).toMatch(/^trainingjobs +tj +ml\.example\.com\/v1 +true +TrainingJob$/m);
    expect(served).toMatch(/^pods +po +v1 +true +Pod$/m);
    expect(await kubectl.ok(["api-versions"])).toContain("ml.example.com/v1\n");
  });

  test("creates, and says so when it exists already", async () => {
    expect(await kubectl.ok(["create", "-f", "-"], manifest("made"))).toBe(
      "trainingjob.ml.example.com/made created\n",
    );
    const again = await kubectl.run(["create", "-f", "-"], manifest("made"));
    expect(again.code).toBe(1);
    expect(again.err).toContain(
      'Error from server (AlreadyExists): error when creating "STDIN": trainingjobs.ml.example.com "made" already exists',
    );
  });

  test("applies, sees no change, and configures a change", async () => {
    const apply = (spec: string) => kubectl.ok(["apply", "-f", "-"], manifest("applied", spec));
    expect(await apply("image: foo")).toBe("trainingjob.ml.example.com/applied created\n");
    expect(await apply("image: foo")).toBe("trainingjob.ml.example.com/applied unchanged\n");
    expect(await apply("image: bar, replicas: 2")).toBe("trainingjob.ml.example.com/applied configured\n");
    expect(await kubectl.ok(["get", "tj", "applied", "-o", "jsonpath={.spec.image} {.spec.replicas}"])).toBe(
      "bar 2",
    );
  });

  test("applies a built-in kind, with what was there kept", async () => {
    const secret = (data: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: kept}\nstringData: {${data}}\n`;
    expect(await kubectl.ok(["apply", "-f", "-"], secret("a: one"))).toBe("secret/kept created\n");
    await door.send("PATCH", "/api/v1/namespaces/default/secrets/kept", {
      body: '{"data":{"other":"eA=="}}',
      type: "application/merge-patch+json",
    });
    expect(await kubectl.ok(["apply", "-f", "-"], secret("a: two"))).toBe("secret/kept configured\n");
    expect(await kubectl.ok(["get", "secret", "kept", "-o", "jsonpath={.data.a} {.data.other}"])).toBe(
      "dHdv eA==",
    );
  });

  test("applies on the server's side, and names whose field it would take", async () => {
    const apply = (manager: string, spec: string, ...more: string[]) =>
      kubectl.run(
        ["apply", "--server-side", `--field-manager=${manager}`, "-f", "-", ...more],
        manifest("shared", spec),
      );
    expect((await apply("one", "image: foo, replicas: 2")).out).toBe(
      "trainingjob.ml.example.com/shared serverside-applied\n",
    );
    const conflict = await apply("two", "image: foo, replicas: 3");
    expect(conflict.code).toBe(1);
    expect(conflict.err).toContain('conflict with "one": .spec.replicas');
    expect((await apply("two", "image: foo, replicas: 3", "--force-conflicts")).code).toBe(0);
  });

  test("refuses a misspelt field and an impossible value, and names them", async () => {
    const misspelt = await kubectl.run(["apply", "-f", "-"], manifest("wrong", "image: foo, replica: 2"));
    expect(misspelt.err).toContain('unknown field "spec.replica"');
    const impossible = await kubectl.run(["apply", "-f", "-"], manifest("wrong", "image: foo, replicas: 99"));
    expect(impossible.err).toContain("spec.replicas in body should be less than or equal to 10");
    expect((await kubectl.run(["get", "tj", "wrong"])).err).toContain(
      'trainingjobs.ml.example.com "wrong" not found',
    );
  });

  test("shows tables: short, wide, of all namespaces, with labels and sorted", async () => {
    await kubectl.ok(["apply", "-f", "-"], manifest("tabled", "image: foo, replicas: 4"));
    await patchStatus("tabled", { phase: "Running" });
    expect(rows(await kubectl.ok(["get", "tj", "tabled"]))).toEqual([
      ["NAME", "PHASE", "REPLICAS", "AGE"],
      ["tabled", "Running", "4", expect.stringMatching(/^\d+s$/)],
    ]);
    expect(rows(await kubectl.ok(["get", "tj", "tabled", "-o", "wide"]))[1]?.slice(0, 4)).toEqual([
      "tabled",
      "Running",
      "4",
      "foo",
    ]);
    expect(
      rows(await kubectl.ok(["get", "tj", "-A", "--field-selector", "metadata.name=tabled"]))[1]?.[0],
    ).toBe("default");
    expect(await kubectl.ok(["get", "tj", "tabled", "--show-labels"])).toContain("app=x");
    const sorted = await kubectl.ok(["get", "tj", "--sort-by=.spec.replicas", "--no-headers"]);
    expect(rows(sorted).at(-1)?.[0]).toBe("tabled");
  });

  test("shows objects as YAML and as names, and everything of a category", async () => {
    const yaml = await kubectl.ok(["get", "tj", "tabled", "-o", "yaml"]);
    expect(yaml).toMatch(/^apiVersion: ml\.example\.com\/v1$/m);
    expect(yaml).toMatch(/^ {2}image: foo$/m);
    expect(await kubectl.ok(["get", "tj", "tabled", "-o", "name"])).toBe(
      "trainingjob.ml.example.com/tabled\n",
    );
    expect(await kubectl.ok(["get", "all"])).toContain("trainingjob.ml.example.com/tabled");
  });

  test("watches: first what is there, then each change", async () => {
    await kubectl.ok(["apply", "-f", "-"], manifest("watched"));
    const { process, said } = kubectl.start(["get", "tj", "watched", "-w", "--no-headers"]);
    const lines = linesOf(process);
    expect((await lines.next()).value).toMatch(/^watched +1 /);
    // kubectl leaves out the first event of its watch of one object: a change that is quicker than the watch is in that one.
    const next = lines.next();
    let isTold = false;
    const told = next.finally(() => {
      isTold = true;
    });
    for (let change = 1; !isTold; change++) {
      await patchStatus("watched", { phase: `Running${change}` });
      await Promise.race([told, new Promise((resolve) => setTimeout(resolve, 500))]);
    }
    expect((await told).value).toMatch(/^watched +Running\d+ +1 /);
    process.kill();
    await said;
  });

  test("describes, events included", async () => {
    const { body } = await door.send("GET", `${JOBS}/tabled`);
    await recordEvent(door, body as unknown as Resource, {
      reason: "Scheduled",
      message: "it has a machine",
    });
    const described = await kubectl.ok(["describe", "tj", "tabled"]);
    expect(described).toMatch(/^Name: +tabled$/m);
    expect(described).toMatch(/Normal +Scheduled +\S+ +slipway +it has a machine/);
    const events = await kubectl.ok(["get", "events", "--field-selector", "involvedObject.name=tabled"]);
    expect(events).toMatch(/Normal +Scheduled +trainingjob\/tabled +it has a machine/);
  });

  test("waits for a condition, for a value and for the end", async () => {
    await kubectl.ok(["apply", "-f", "-"], manifest("awaited"));
    const condition = kubectl.start(["wait", "--for=condition=Ready", "tj/awaited", "--timeout=30s"]);
    const value = kubectl.start([
      "wait",
      "--for=jsonpath={.status.phase}=Done",
      "tj/awaited",
      "--timeout=30s",
    ]);
    await patchStatus("awaited", { phase: "Done", conditions: [{ type: "Ready", status: "True" }] });
    expect(await condition.said).toMatchObject({
      code: 0,
      out: "trainingjob.ml.example.com/awaited condition met\n",
    });
    expect(await value.said).toMatchObject({ code: 0 });
    const end = kubectl.start(["wait", "--for=delete", "tj/awaited", "--timeout=30s"]);
    await door.send("DELETE", `${JOBS}/awaited`);
    expect(await end.said).toMatchObject({ code: 0 });
  });

  test("gives up waiting when the time is up", async () => {
    const said = await kubectl.run(["wait", "--for=condition=Never", "tj/tabled", "--timeout=1s"]);
    expect(said.code).toBe(1);
    expect(said.err).toContain("timed out waiting for the condition");
  });

  test("patches, labels, annotates and edits", async () => {
    await kubectl.ok(["apply", "-f", "-"], manifest("changed"));
    const merge = ["patch", "tj", "changed", "--type=merge", "-p", '{"spec":{"replicas":3}}'];
    expect(await kubectl.ok(merge)).toBe("trainingjob.ml.example.com/changed patched\n");
    expect(await kubectl.ok(merge)).toBe("trainingjob.ml.example.com/changed patched (no change)\n");
    await kubectl.ok([
      "patch",
      "tj",
      "changed",
      "--type=json",
      "-p",
      '[{"op":"replace","path":"/spec/image","value":"new"}]',
    ]);
    await kubectl.ok([
      "patch",
      "tj",
      "changed",
      "--subresource=status",
      "--type=merge",
      "-p",
      '{"status":{"phase":"Told"}}',
    ]);
    expect(await kubectl.ok(["label", "tj", "changed", "is=so"])).toBe(
      "trainingjob.ml.example.com/changed labeled\n",
    );
    expect(await kubectl.ok(["annotate", "tj", "changed", "says=so"])).toBe(
      "trainingjob.ml.example.com/changed annotated\n",
    );
    const editor = await kubectlFor(door, {
      version,
      env: { KUBE_EDITOR: "sed -i s/image:.new/image:\\ edited/" },
    });
    expect(await editor.ok(["edit", "tj", "changed"])).toBe("trainingjob.ml.example.com/changed edited\n");
    const shown =
      "jsonpath={.spec.image} {.spec.replicas} {.status.phase} {.metadata.labels.is} {.metadata.annotations.says}";
    expect(await kubectl.ok(["get", "tj", "changed", "-o", shown])).toBe("edited 3 Told so so");
    const strategic = await kubectl.run(["patch", "tj", "changed", "-p", '{"spec":{"replicas":3}}']);
    expect(strategic.err).toContain("application/merge-patch+json, application/apply-patch+yaml");
  });

  test("replaces, and tells a difference before it is made", async () => {
    await kubectl.ok(["create", "-f", "-"], manifest("replaced"));
    const diff = await kubectl.run(["diff", "-f", "-"], manifest("replaced", "image: other"));
    expect(diff.code).toBe(1);
    expect(diff.out).toContain("-  image: foo\n+  image: other\n");
    expect(await kubectl.ok(["replace", "-f", "-"], manifest("replaced", "image: other"))).toBe(
      "trainingjob.ml.example.com/replaced replaced\n",
    );
    expect((await kubectl.run(["diff", "-f", "-"], manifest("replaced", "image: other"))).out).toBe("");
    const dry = await kubectl.ok(["apply", "--dry-run=server", "-f", "-"], manifest("never"));
    expect(dry).toBe("trainingjob.ml.example.com/never created (server dry run)\n");
    expect((await kubectl.run(["get", "tj", "never"])).code).toBe(1);
  });

  test("explains fields", async () => {
    expect(await kubectl.ok(["explain", "tj.spec"])).toMatch(
      /image\t<string> -required-\n +The image to run\./,
    );
    expect(await kubectl.ok(["explain", "tj.spec.mode"])).toContain("ENUM:\n    a\n    b\n");
    expect(await kubectl.ok(["explain", "pods"])).toContain("KIND:       Pod");
    expect(await kubectl.ok(["explain", "tj", "--recursive"])).toContain("conditions");
  });

  test("shows and follows a pod's log", async () => {
    const stream = await startPod(door, "logging");
    const { process, said } = kubectl.start(["logs", "-f", "logging"]);
    const lines = linesOf(process);
    expect((await lines.next()).value).toBe("first");
    await door.ledger.appendLog(stream, 1, [{ at: new Date(), text: "second" }]);
    expect((await lines.next()).value).toBe("second");
    await door.ledger.closeLog(stream);
    expect((await said).code).toBe(0);
    expect(await kubectl.ok(["logs", "logging", "--tail=1"])).toBe("second\n");
    expect(await kubectl.ok(["logs", "logging", "--timestamps", "--tail=1"])).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z second\n$/,
    );
    const wrong = await kubectl.run(["logs", "logging", "-c", "nope"]);
    expect(wrong.err).toContain("container nope is not valid for pod logging");
    expect(
      rows(await kubectl.ok(["get", "pod", "logging", "-o", "wide", "--no-headers"]))[0]?.slice(0, 4),
    ).toEqual(["logging", "1/1", "Running", "0"]);
  });

  test("deletes: by name, by file, by label, what is not there", async () => {
    for (const name of ["d1", "d2", "d3"])
      await kubectl.ok(["apply", "-f", "-"], manifest(name, "image: foo", "labels: {go: away}"));
    expect(await kubectl.ok(["delete", "tj", "d1"])).toMatch(/^trainingjob\.ml\.example\.com "d1" deleted/);
    expect(await kubectl.ok(["delete", "-f", "-"], manifest("d2"))).toContain('"d2" deleted');
    expect(await kubectl.ok(["delete", "tj", "-l", "go=away"])).toContain('"d3" deleted');
    expect(await kubectl.ok(["delete", "-f", "-", "--ignore-not-found"], manifest("d2"))).toBe("");
    expect((await kubectl.run(["delete", "tj", "d2"])).err).toContain(
      'Error from server (NotFound): trainingjobs.ml.example.com "d2" not found',
    );
  });

  test("creates built-in kinds as Go's typed clients do, in protobuf", async () => {
    for (const command of [
      ["create", "namespace", "typed"],
      ["create", "configmap", "typed", "--from-literal=a=1"],
      ["create", "secret", "generic", "typed", "--from-literal=a=ä"],
      ["create", "deployment", "typed", "--image=nginx:1", "--replicas=0", "--port=80"],
    ]) {
      const meant = JSON.parse(await kubectl.ok([...command, "--dry-run=client", "-o", "json"])) as Resource;
      await kubectl.ok(command);
      const [, kind = ""] = command;
      const made = JSON.parse(await kubectl.ok(["get", kind, "typed", "-o", "json"])) as Resource;
      expect(made).toMatchObject({ ...withoutEmpty(meant), metadata: { name: "typed" } });
      await kubectl.ok(["delete", kind, "typed"]);
    }
  });

  test("deletes a namespace with all that is in it, waits for its end, and makes it again", async () => {
    const inside = (...args: readonly string[]) => kubectl.ok([...args, "-n", "team"]);
    await kubectl.ok(["create", "namespace", "team"]);
    await inside("create", "configmap", "plain");
    await inside("create", "secret", "generic", "held", "--from-literal=a=b");
    const hold = (value: string) =>
      inside("patch", "secret", "held", "--type=merge", "-p", `{"metadata":{"finalizers":${value}}}`);
    await hold('["example.com/f"]');
    const going = kubectl.start(["delete", "namespace", "team", "--wait", "--timeout=60s"]);
    const path = "jsonpath={.status.phase} {.status.conditions[?(@.status=='True')].reason}";
    await expect
      .poll(() => kubectl.ok(["get", "ns", "team", "-o", path]), { timeout: 30_000 })
      .toBe("Terminating SomeResourcesRemain SomeFinalizersRemain");
    expect((await kubectl.run(["create", "configmap", "late", "-n", "team"])).err).toContain(
      'configmaps "late" is forbidden: unable to create new content in namespace team because it is being terminated',
    );
    expect(await inside("get", "configmaps", "-o", "name")).toBe("");
    await hold("null");
    expect(await going.said).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^namespace "team" deleted/),
    });
    await kubectl.ok(["create", "namespace", "team"]);
    await kubectl.ok(["delete", "namespace", "team"]);
    expect((await kubectl.run(["delete", "namespace", "default"])).err).toBe(
      'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted\n',
    );
  });

  /** kubectl's own list of what prunes look for: k8s.io/kubectl/pkg/util/prune. */
  test("prunes what is given no more, by label, by kind and by set", async () => {
    const two = (...names: readonly string[]) =>
      JSON.stringify({
        apiVersion: "v1",
        kind: "List",
        items: names.map((name) => ({
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name, labels: { app: "pruned" } },
        })),
      });
    const left = () => kubectl.ok(["get", "configmaps", "-l", "app=pruned", "-o", "name"]);
    const apply = (more: readonly string[], ...names: readonly string[]) =>
      kubectl.run(["apply", "-f", "-", ...more], two(...names));
    for (const more of [
      ["--prune", "-l", "app=pruned"],
      ["--prune", "-l", "app=pruned", "--prune-allowlist=core/v1/ConfigMap"],
    ]) {
      expect(await apply(more, "p1", "p2")).toMatchObject({ code: 0 });
      const pruned = await apply(more, "p1");
      expect(pruned).toMatchObject({ code: 0, out: expect.stringContaining("configmap/p2 pruned") });
      expect(pruned.err).not.toContain("Warning:");
      expect(await left()).toBe("configmap/p1\n");
    }
    await kubectl.ok(["delete", "configmaps", "-l", "app=pruned"]);
    const set = { KUBECTL_APPLYSET: "true" };
    const withSets = await kubectlFor(door, { version, env: set });
    const inSet = (...names: readonly string[]) =>
      withSets.run(
        ["apply", "-f", "-", "-n", "default", "--prune", "--applyset=secrets/set", "--server-side"],
        two(...names),
      );
    expect(await inSet("p1", "p2")).toMatchObject({ code: 0 });
    expect(await inSet("p2")).toMatchObject({ code: 0, out: expect.stringContaining("configmap/p1 pruned") });
    expect(await left()).toBe("configmap/p2\n");
  });

  test.each<[string, readonly string[]]>([
    ["cronjobs.batch", ["create", "cronjob", "x", "--image=i", "--schedule=* * * * *"]],
    ["jobs.batch", ["create", "job", "x", "--image=i"]],
    ["ingresses.networking.k8s.io", ["create", "ingress", "x", "--rule=a/b=c:80"]],
    ["resourcequotas", ["create", "quota", "x", "--hard=cpu=1"]],
    ["poddisruptionbudgets.policy", ["create", "pdb", "x", "--selector=a=b", "--min-available=1"]],
    ["roles.rbac.authorization.k8s.io", ["create", "role", "x", "--verb=get", "--resource=pods"]],
    [
      "clusterroles.rbac.authorization.k8s.io",
      ["create", "clusterrole", "x", "--verb=get", "--resource=pods"],
    ],
    ["rolebindings.rbac.authorization.k8s.io", ["create", "rolebinding", "x", "--clusterrole=y", "--user=z"]],
    ["priorityclasses.scheduling.k8s.io", ["create", "priorityclass", "x", "--value=1"]],
  ])("is told in a sentence that nothing acts on %s", async (resource, command) => {
    const { code, err } = await kubectl.run(command);
    expect([code, err.trimEnd().split("\n")]).toEqual([1, [expect.stringMatching(sentence(resource))]]);
    const got = await kubectl.run(["get", resource]);
    expect(got).toMatchObject({ code: 0, out: "" });
    expect(got.err).toMatch(
      /^Warning: nothing in this home acts on objects of this kind: .*\nNo resources found/,
    );
  });

  test.each([
    ["apps/v1", "DaemonSet", "daemonsets.apps"],
    ["apps/v1", "StatefulSet", "statefulsets.apps"],
    ["apps/v1", "ReplicaSet", "replicasets.apps"],
    ["v1", "PersistentVolumeClaim", "persistentvolumeclaims"],
    ["v1", "PersistentVolume", "persistentvolumes"],
    ["v1", "ReplicationController", "replicationcontrollers"],
    ["v1", "Endpoints", "endpoints"],
    ["autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers.autoscaling"],
    ["networking.k8s.io/v1", "NetworkPolicy", "networkpolicies.networking.k8s.io"],
    ["storage.k8s.io/v1", "StorageClass", "storageclasses.storage.k8s.io"],
  ])("is told so of a %s %s, however it is applied", async (apiVersion, kind, resource) => {
    const object = JSON.stringify({ apiVersion, kind, metadata: { name: "x" } });
    for (const how of [["create"], ["apply", "--server-side"]]) {
      const { code, err } = await kubectl.run([...how, "-f", "-"], object);
      expect([code, err]).toEqual([1, expect.stringMatching(sentence(resource))]);
    }
    expect((await kubectl.run(["get", resource, "x"])).err).toBe(
      `Error from server (NotFound): ${resource} "x" not found\n`,
    );
  });

  test("asks what its caller may do, and who that is", async () => {
    expect(await kubectl.ok(["auth", "can-i", "create", "tj"])).toBe("yes\n");
    expect(await kubectl.ok(["auth", "can-i", "*", "*"])).toBe("yes\n");
    expect((await kubectl.run(["auth", "can-i", "get", "tj", "--as", "bob"])).out).toBe("no\n");
    const viewer = await kubectlFor(door, { version, caller: "viewer" });
    expect(await viewer.ok(["auth", "can-i", "list", "tj"])).toBe("yes\n");
    expect((await viewer.run(["auth", "can-i", "get", "secrets"])).out).toBe("no\n");
    expect(await viewer.ok(["auth", "can-i", "--list"])).toMatch(
      /^trainingjobs\.ml\.example\.com .*\[get list watch\]$/m,
    );
    expect(await viewer.ok(["auth", "whoami"])).toMatch(/^Username +viewer$/m);
  });

  test("is told what its caller may not do", async () => {
    const viewer = await kubectlFor(door, { version, caller: "viewer" });
    expect(await viewer.ok(["get", "tj", "tabled"])).toContain("tabled");
    const refused = await viewer.run(["delete", "tj", "tabled"]);
    expect(refused.err).toContain(
      'User "viewer" cannot delete resource "trainingjobs" in API group "ml.example.com" in the namespace "default"',
    );
    expect((await viewer.run(["get", "secrets"])).err).toContain("secrets is forbidden");
  });
});

/** What kubectl prints has empty objects, and times of null, for what is not set. */
function withoutEmpty(value: object): object {
  const isUnset = (each: unknown) =>
    each === null || (typeof each === "object" && Object.keys(each as object).length === 0);
  return JSON.parse(JSON.stringify(value), (_, each: unknown) =>
    isUnset(each) ? undefined : each,
  ) as object;
}

async function* linesOf(process: { readonly stdout: NodeJS.ReadableStream | null }): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of process.stdout ?? []) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

async function recordEvent(
  door: EmbeddedDoor,
  about: Resource,
  what: { reason: string; message: string },
): Promise<void> {
  const { name, namespace, uid } = about.metadata;
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const { http, text } = await door.send("POST", "/api/v1/namespaces/default/events", {
    body: {
      metadata: { generateName: `${name}.` },
      involvedObject: { apiVersion: about.apiVersion, kind: about.kind, name, namespace, uid },
      ...what,
      type: "Normal",
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
      source: { component: "slipway" },
    },
  });
  if (http !== 201) throw new Error(text);
}

/** A pod whose container runs and has written one line. */
async function startPod(door: EmbeddedDoor, name: string) {
  const pods = "/api/v1/namespaces/default/pods";
  const spec = { nodeName: "here", containers: [{ name: "main", image: "i" }] };
  const { body } = await door.send("POST", pods, { body: { metadata: { name }, spec } });
  const { uid } = (body as unknown as Resource).metadata;
  const running = {
    name: "main",
    ready: true,
    restartCount: 0,
    image: "i",
    imageID: "",
    state: { running: {} },
  };
  await door.send("PATCH", `${pods}/${name}/status`, {
    body: JSON.stringify({ status: { phase: "Running", containerStatuses: [running] } }),
    type: "application/merge-patch+json",
  });
  const stream = { namespace: "default", pod: name, uid: uid ?? "", container: "main" };
  await door.ledger.appendLog(stream, 0, [{ at: new Date(), text: "first" }]);
  return stream;
}

/** The whole of what a refused write says, behind kubectl's own beginning. */
const sentence = (resource: string): RegExp =>
  new RegExp(
    `(create|patch) is not supported on ${resource.replaceAll(".", "[.]")}: this home is a small Kubernetes for Slipway's own kinds, and nothing in it acts on objects of the kind [A-Za-z]+\\n?$`,
  );
