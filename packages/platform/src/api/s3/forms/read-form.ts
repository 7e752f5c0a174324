import { invalidRequest, malformedPost } from "../refined.ts";

/** A form as browsers send it: fields, and then the file, which is read as it comes. */
export interface Form {
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: { readonly name: string; readonly bytes: AsyncGenerator<Uint8Array> };
}

/** Of all fields and of the heads of parts together: S3 takes 20 KB of fields. */
const MOST_BYTES = 64 * 1024;
const END_OF_HEAD = Buffer.from("\r\n\r\n");

/** Reads fields up to the file, behind which nothing counts. Throws SLIP-S3-031 for what is no form. */
export async function readForm(source: AsyncIterable<Uint8Array>, contentType: string): Promise<Form> {
  const reader = new PartReader(source, boundaryOf(contentType));
  await reader.begin();
  const fields = new Map<string, string>();
  for (;;) {
    const part = await reader.nextHead();
    if (part === undefined) throw malformedPost("POST requires exactly one file upload per request.");
    if (part.name === "file") return { fields, file: { name: part.file ?? "", bytes: reader.rest() } };
    fields.set(part.name, (await reader.body()).toString("utf8"));
  }
}

function boundaryOf(contentType: string): string {
  const found = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  if (boundary !== undefined) return boundary;
  throw invalidRequest("The body of your POST request is not well-formed multipart/form-data.");
}

class PartReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  #held: Buffer = Buffer.from("\r\n");
  #read = 0;

  constructor(source: AsyncIterable<Uint8Array>, boundary: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** Passes what stands before the first part. */
  async begin(): Promise<void> {
    await this.#until(this.#delimiter);
  }

  /** The head of the part that follows a delimiter; undefined behind the last. */
  async nextHead(): Promise<{ readonly name: string; readonly file?: string } | undefined> {
    while (this.#held.length < 2) if (!(await this.#more())) throw broken();
    if (this.#held.subarray(0, 2).toString() === "--") return undefined;
    const head = (await this.#until(END_OF_HEAD)).toString("utf8");
    const disposition = /^content-disposition:.*$/im.exec(head)?.[0] ?? "";
    const name = parameterIn(disposition, "name");
    if (name === undefined) throw broken();
    const file = parameterIn(disposition, "filename");
    return { name: name.toLowerCase(), ...(file === undefined ? {} : { file }) };
  }

  body(): Promise<Buffer> {
    return this.#until(this.#delimiter);
  }

  /** The part's bytes as they come, up to the next delimiter. Fails where the body ends before it. */
  async *rest(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#held.indexOf(this.#delimiter);
      const sure = at >= 0 ? at : Math.max(this.#held.length - this.#delimiter.length + 1, 0);
      if (sure > 0) yield this.#held.subarray(0, sure);
      this.#held = this.#held.subarray(sure);
      if (at >= 0) break;
      if (!(await this.#more())) throw broken();
    }
    // What follows counts for nothing, but must be read for the connection to go on.
    while ((await this.#source.next()).done !== true);
  }

  async #until(end: Buffer): Promise<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(end);
      if (at >= 0) {
        const found = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + end.length);
        return found;
      }
      if (this.#read > MOST_BYTES)
        throw malformedPost("Your POST request fields preceding the upload file were too large.");
      if (!(await this.#more())) throw broken();
    }
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done === true) return false;
    this.#read += value.length;
    this.#held = Buffer.concat([this.#held, value]);
    return true;
  }
}

/** `name="a"` of a header, with the escapes of browsers. */
function parameterIn(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, "i").exec(header);
  const quoted = found?.[1]?.replaceAll(/\\(.)/g, "$1").replaceAll("%22", '"');
  return quoted ?? found?.[2];
}

const broken = (): Error =>
  malformedPost("The body of your POST request is not well-formed multipart/form-data.");
