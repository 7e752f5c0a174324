import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ContainerFixture } from "../../testing/container-fixture.ts";
import { ServedModel } from "../../testing/served-model.ts";

const PATIENCE_MS = 60_000;

const fixture = new ContainerFixture();
let model: ServedModel;
beforeAll(async () => {
  fixture.write(
    "model/code/inference.py",
    `
def model_fn(model_dir):
    return None
def transform_fn(model, data, content_type, accept):
    return f"<{data.decode()}>", "text/plain"
`,
  );
  model = await ServedModel.start(fixture, {
    SLIPWAY_FAREWELL_SECONDS: "0",
    SAGEMAKER_MODEL_SERVER_WORKERS: "1",
  });
}, PATIENCE_MS);
afterAll(async () => {
  await model?.stop();
  fixture.remove();
});

const HEAD = "POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n";
const sent = (chunks: string): Promise<string> =>
  model.raw(`${HEAD}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
const withTrailers = (trailers: string): string => `5\r\nhello\r\n0\r\n${trailers}\r\n`;
const LONG = "x".repeat(1000);

describe("a body in chunks", { timeout: PATIENCE_MS }, () => {
  test.each([
    "5\r\nhello\r\n0\r\n\r\n",
    "2\r\nhe\r\n03\r\nllo\r\n00\r\n\r\n",
    "5;a=b\r\nhello\r\n0;c\r\n\r\n",
    '5 ;\ta="b c"\r\nhello\r\n0\r\n\r\n',
    withTrailers("T: 1\r\nHost: x\r\nEmpty:\r\n"),
  ])("is what its chunks hold: %j", async (chunks) => {
    expect(await sent(chunks)).toMatch(/^HTTP\/1\.1 200 [\s\S]*<hello>$/);
  });

  /** The http-garden's and Http11Probe's lists. */
  const NO_CHUNKS: Readonly<Record<string, string>> = {
    "a sign": "+5\r\nhello\r\n0\r\n\r\n",
    "a minus": "-5\r\nhello\r\n0\r\n\r\n",
    "a prefix": "0x5\r\nhello\r\n0\r\n\r\n",
    "an underscore": "0_5\r\nhello\r\n0\r\n\r\n",
    "a space before": " 5\r\nhello\r\n0\r\n\r\n",
    "a space behind": "5 \r\nhello\r\n0\r\n\r\n",
    "a vertical tab": "5\x0b\r\nhello\r\n0\r\n\r\n",
    "LF behind the size": "5\nhello\r\n0\r\n\r\n",
    "LF in an extension": "5;\nhello\r\n0\r\n\r\n",
    "LF in an extension, hiding a chunk": "5;\nhello\r\n2d\r\n0\r\n\r\nGET /ping HTTP/1.1\r\n\r\n0\r\n\r\n",
    "LF in the last extension": "5\r\nhello\r\n0;\n\r\n\r\n",
    "CR in an extension": "5;a\rb\r\nhello\r\n0\r\n\r\n",
    "NUL in an extension": "5;\0\r\nhello\r\n0\r\n\r\n",
    "DEL in an extension": "5;\x7f\r\nhello\r\n0\r\n\r\n",
    "more than the size": "5\r\nhelloX\r\n0\r\n\r\n",
    "less than the size": "7\r\nhello\r\n0\r\n\r\n",
    "no end of the data": "5\r\nhello0\r\n\r\n",
    "LF behind the data": "5\r\nhello\n0\r\n\r\n",
    "CR behind the data": "5\r\nhello\r0\r\n\r\n",
    "a size beyond 64 bits": "10000000000000005\r\nhello\r\n0\r\n\r\n",
    "no size": "\r\nhello\r\n0\r\n\r\n",
    "no digits": "g\r\nhello\r\n0\r\n\r\n",
    "a length in the trailers": withTrailers("Content-Length: 50\r\n"),
    "an encoding in the trailers": withTrailers("transfer-encoding: chunked\r\n"),
    "a trailer without a colon": withTrailers("T\r\n"),
    "a trailer that is a request": withTrailers("GET /ping HTTP/1.1\r\n"),
    "a trailer with a space in its name": withTrailers("T : 1\r\n"),
    "a folded trailer": withTrailers("T: 1\r\n 2\r\n"),
    "a trailer without a name": withTrailers(": 1\r\n"),
    "LF in a trailer": withTrailers("T: 1\nU: 2\r\n"),
    "CR in a trailer": withTrailers("T: 1\rU: 2\r\n"),
    "NUL in a trailer": withTrailers("T: \0\r\n"),
  };

  test.each(Object.entries(NO_CHUNKS))("is refused with %s", async (_, chunks) => {
    const answer = await sent(chunks);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test.each([
    ["trailers", withTrailers(`T: ${LONG}\r\n`.repeat(70))],
    ["extensions", `${`1;${LONG}\r\na\r\n`.repeat(70)}0\r\n\r\n`],
  ])("is refused with %s that are together longer than a head may be", async (_, chunks) => {
    expect(await sent(chunks)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test("is refused behind a target with control characters", async () => {
    expect(await model.raw(`${HEAD.replace("/invocations", "/invocations\0")}\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });
});
