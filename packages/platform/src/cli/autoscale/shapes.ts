/** Minutes of traffic that nobody has recorded, by the word for it: requests of each minute, from none or few to `peak`. */
export const SHAPES: Readonly<Record<string, (peak: number) => readonly number[]>> = {
  /** A quarter of an hour of a tenth, half an hour of all, half an hour of a tenth. */
  step: (peak) => [...flat(15, peak / 10), ...flat(30, peak), ...flat(30, peak / 10)],
  /** An hour up, a quarter of an hour there, an hour down. */
  ramp: (peak) => [
    ...minutes(60, (minute) => (peak * minute) / 60),
    ...flat(15, peak),
    ...minutes(60, (minute) => peak - (peak * minute) / 60),
  ],
  /** Two minutes of all within an hour of a twentieth. */
  spike: (peak) => [...flat(20, peak / 20), ...flat(2, peak), ...flat(38, peak / 20)],
  /** Half of one at night, all at noon. */
  day: (peak) =>
    minutes(1_440, (minute) => peak * Math.max(0.02, Math.sin(((minute - 360) / 720) * Math.PI))),
};

const minutes = (count: number, of: (minute: number) => number): readonly number[] =>
  Array.from({ length: count }, (_, minute) => Math.round(of(minute)));
const flat = (count: number, value: number): readonly number[] => minutes(count, () => value);
