/** The requests whose answers were recorded from real API servers, in the order they were asked. */
export interface Probe {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** `$RV` stands for the resourceVersion of the object `a` before the probe. */
  readonly body?: string;
  readonly type?: string;
  readonly accept?: string;
  readonly token?: string;
  /** Objects that are made first, without a look at the answer. */
  readonly make?: string;
  /** The watch is listened to for a moment. */
  readonly watch?: true;
}

export const JOBS = "/apis/ml.example.com/v1/namespaces/default/trainingjobs";
const JSON_TYPE = "application/json";
const MERGE = "application/merge-patch+json";
const JSON_PATCH = "application/json-patch+json";
const STRATEGIC = "application/strategic-merge-patch+json";
const APPLY = "application/apply-patch+yaml";

/** A TrainingJob with further text in its spec and metadata. */
export function job(name: string, spec = "", metadata = ""): string {
  return `{"apiVersion":"ml.example.com/v1","kind":"TrainingJob","metadata":{"name":"${name}"${metadata}},"spec":{"image":"abc"${spec}}}`;
}

type Rest = Partial<Omit<Probe, "name" | "method" | "path">>;
const get = (name: string, path: string, rest: Rest = {}): Probe => ({ name, method: "GET", path, ...rest });
const post = (name: string, body: string, path = JOBS, type = JSON_TYPE): Probe => ({
  name,
  method: "POST",
  path,
  body,
  type,
});
const put = (name: string, object: string, body: string): Probe => ({
  name,
  method: "PUT",
  path: `${JOBS}/${object}`,
  body,
  type: JSON_TYPE,
});
const patch = (name: string, object: string, body: string, type = MERGE): Probe => ({
  name,
  method: "PATCH",
  path: `${JOBS}/${object}`,
  body,
  type,
});
const remove = (name: string, object: string, body = "{}", rest: Rest = {}): Probe => ({
  name,
  method: "DELETE",
  path: `${JOBS}${object}`,
  ...(body === "" ? {} : { body, type: JSON_TYPE }),
  ...rest,
});
const of = (kind: string, version: string, metadata: string) =>
  `{"apiVersion":"ml.example.com/${version}","kind":"${kind}","metadata":{${metadata}}}`;
const IMAGE = '"spec":{"image":"abc"}';
const scale = (replicas: number) =>
  `{"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"a","namespace":"default"},"spec":{"replicas":${replicas}}}`;

export const PROBES: readonly Probe[] = [
  post("create", job("a")),
  post("create again", job("a")),
  post("create with RV", job("a2", "", ',"resourceVersion":"5"')),
  post("create in missing ns", job("a"), JOBS.replace("default", "nope")),
  post("ns mismatch", job("a3", "", ',"namespace":"other"')),
  post("wrong kind", of("Foo", "v1", '"name":"x"')),
  post("wrong apiVersion", of("TrainingJob", "v2", '"name":"x"')),
  post("bad json", '{"apiV'),
  post("bad content-type", "x", JOBS, "text/plain"),
  post("no name", `{"apiVersion":"ml.example.com/v1","kind":"TrainingJob","metadata":{},${IMAGE}}`),
  post(
    "generateName",
    `{"apiVersion":"ml.example.com/v1","kind":"TrainingJob","metadata":{"generateName":"gen-"},${IMAGE}}`,
  ),
  put("put without RV", "a", job("a", ',"replicas":2')),
  put("put stale RV", "a", job("a", ',"replicas":2', ',"resourceVersion":"1"')),
  put("put noop RV=512", "a", job("a", ',"replicas":1,"mode":"a"', ',"resourceVersion":"$RV"')),
  put("put spec", "a", job("a", ',"replicas":2', ',"resourceVersion":"$RV"')),
  put("put wrong name", "a", job("zzz", ',"replicas":2')),
  put("put uid mismatch", "a", job("a", ',"replicas":2', ',"uid":"abc"')),
  put("put to missing", "missing", job("missing", ',"replicas":2', ',"resourceVersion":"77"')),
  patch("patch labels", "a", '{"metadata":{"labels":{"x":"y"}}}'),
  patch("patch status via main", "a", '{"status":{"phase":"Q"}}'),
  patch(
    "patch status",
    "a/status",
    '{"status":{"phase":"Q"},"spec":{"replicas":9},"metadata":{"labels":{"viastatus":"1"}}}',
  ),
  patch("patch noop", "a", '{"spec":{"replicas":2}}'),
  patch("patch stale RV", "a", '{"metadata":{"resourceVersion":"1"},"spec":{"replicas":3}}'),
  patch("patch generation/uid/creation", "a", '{"metadata":{"generation":99,"creationTimestamp":null}}'),
  patch("patch uid", "a", '{"metadata":{"uid":"abc"}}'),
  patch("patch name", "a", '{"metadata":{"name":"abc"}}'),
  patch("patch invalid", "a", '{"spec":{"replicas":99}}'),
  patch("jsonpatch test fail", "a", '[{"op":"test","path":"/spec/replicas","value":7}]', JSON_PATCH),
  patch("jsonpatch missing path", "a", '[{"op":"remove","path":"/spec/nope"}]', JSON_PATCH),
  patch("jsonpatch malformed", "a", '{"a":1}', JSON_PATCH),
  patch("jsonpatch ok", "a", '[{"op":"replace","path":"/spec/replicas","value":4}]', JSON_PATCH),
  patch("strategic", "a", '{"spec":{"replicas":3}}', STRATEGIC),
  patch("patch missing", "none", '{"spec":{"replicas":3}}'),
  get("scale get", `${JOBS}/a/scale`),
  put("scale put", "a/scale", scale(6)),
  put("scale too big", "a/scale", scale(66)),
  post("dryrun create", job("dry"), `${JOBS}?dryRun=All`),
  post("dryrun bad", job("dry"), `${JOBS}?dryRun=Foo`),
  get("get dry", `${JOBS}/dry`),
  get("fieldsel bad", `${JOBS}?fieldSelector=spec.image%3Dabc`),
  get("labelsel bad", `${JOBS}?labelSelector=a%3D%3D%3Db`),
  get("unknown resource", "/apis/ml.example.com/v1/namespaces/default/foos"),
  get("unknown group", "/apis/nope.example.com/v1"),
  get("unknown path", "/nope"),
  get("unauth", JOBS, { token: "bad" }),
  get("forbidden", `${JOBS}/a`, { token: "alice" }),
  get("forbidden list all", "/apis/ml.example.com/v1/trainingjobs", { token: "alice" }),
  get("forbidden path", "/metrics", { token: "alice" }),
  post("method", "{}", `${JOBS}/a`),
  get("accept bad", `${JOBS}/a`, { accept: "text/csv" }),
  get("list limit", `${JOBS}?limit=1`),
  get("list bad continue", `${JOBS}?limit=1&continue=zzz`),
  get("list RV future", `${JOBS}?resourceVersion=99999999`),
  get("list RV bad", `${JOBS}?resourceVersion=abc`),
  get("list RV=0+exact", `${JOBS}?resourceVersion=0&resourceVersionMatch=Exact`),
  get("list match without rv", `${JOBS}?resourceVersionMatch=Exact`),
  get("get RV=0", `${JOBS}/a?resourceVersion=0`),
  get("watch RV too old", `${JOBS}?watch=1&resourceVersion=1`, { watch: true }),
  get("watch RV bad", `${JOBS}?watch=1&resourceVersion=abc`),
  get("watch RV future 2s", `${JOBS}?watch=1&resourceVersion=99999999&timeoutSeconds=1`, { watch: true }),
  post("finalizer create", job("fin", "", ',"finalizers":["x.example.com/f"]')),
  post("finalizer bad name", job("fin2", "", ',"finalizers":["bad"]')),
  remove("delete precond uid", "/fin", '{"preconditions":{"uid":"nope"}}'),
  remove("delete with finalizer", "/fin"),
  remove("delete again", "/fin"),
  patch(
    "add finalizer while deleting",
    "fin",
    '{"metadata":{"finalizers":["x.example.com/f","y.example.com/g"]}}',
  ),
  patch("spec change while deleting", "fin", '{"spec":{"replicas":3}}'),
  patch("remove finalizer", "fin", '{"metadata":{"finalizers":null}}'),
  get("get after", `${JOBS}/fin`),
  remove("delete foreground", "/fg", '{"propagationPolicy":"Foreground"}', { make: "fg" }),
  remove("delete orphan", "/orph", '{"propagationPolicy":"Orphan"}', { make: "orph" }),
  remove("delete bad policy", "/a", '{"propagationPolicy":"Foo"}'),
  remove("delete plain", "/pl", "", { make: "pl" }),
  patch("apply new", "ap?fieldManager=m1", job("ap", ',"replicas":2'), APPLY),
  patch("apply no manager", "ap", job("ap", ',"replicas":2'), APPLY),
  patch("apply conflict", "ap?fieldManager=m2", job("ap", ',"replicas":3'), APPLY),
  patch("apply force", "ap?fieldManager=m2&force=true", job("ap", ',"replicas":3'), APPLY),
  patch("apply m1 drops", "ap?fieldManager=m1", of("TrainingJob", "v1", '"name":"ap"'), APPLY),
  patch(
    "apply with managedFields",
    "ap?fieldManager=m1",
    of("TrainingJob", "v1", '"name":"ap","managedFields":[{"manager":"a"}]'),
    APPLY,
  ),
  patch(
    "apply yaml",
    "ap?fieldManager=m3",
    "apiVersion: ml.example.com/v1\nkind: TrainingJob\nmetadata:\n  name: ap\n  labels: {a: b}\n",
    APPLY,
  ),
  patch("force on merge", "ap?fieldManager=m3&force=true", "{}"),
  remove("deletecollection", "?labelSelector=a%3Db"),
];
