/** How far a batch transform is, as one of its hosts tells it. */
export interface BatchProgress {
  readonly objects: {
    readonly done: number;
    readonly failed: number;
    readonly passedOver: number;
    readonly of: number;
  };
  readonly records: number;
  /** Of the data that this try has to send. */
  readonly bytes: { readonly done: number; readonly of: number };
  /** Since the first request. */
  readonly seconds: number;
}

const FORM =
  /^Progress: (\d{1,9}) of (\d{1,9}) objects?(?:, (\d{1,9}) failed)?(?:, (\d{1,9}) passed over)?, (\d{1,15}) records?, (\d{1,15}) of (\d{1,15}) bytes in (\d{1,9}\.\d) s$/;

/** As a line of the log: `Progress: 2 of 3 objects, 1 failed, 1200 records, 5120 of 9000 bytes in 3.2 s`. */
export function batchProgressText({ objects, records, bytes, seconds }: BatchProgress): string {
  const failed = objects.failed === 0 ? "" : `, ${objects.failed} failed`;
  const passedOver = objects.passedOver === 0 ? "" : `, ${objects.passedOver} passed over`;
  return `Progress: ${objects.done} of ${counted(objects.of, "object")}${failed}${passedOver}, ${counted(records, "record")}, ${bytes.done} of ${bytes.of} bytes in ${seconds.toFixed(1)} s`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Undefined for any other line. */
export function parseBatchProgress(line: string): BatchProgress | undefined {
  const found = line.length > 200 ? null : FORM.exec(line);
  if (found === null) return undefined;
  const [done, of, failed, passedOver, records, sent, ofBytes, seconds] = found
    .slice(1)
    .map((text) => Number(text ?? 0)) as [number, number, number, number, number, number, number, number];
  return {
    objects: { done, failed, passedOver, of },
    records,
    bytes: { done: sent, of: ofBytes },
    seconds,
  };
}
