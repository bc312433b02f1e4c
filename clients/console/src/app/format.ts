/** How numbers and times are written. */

const LOCALE = "en-GB"; // the console speaks English; what it writes is to be compared with logs

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(LOCALE, { notation: "compact", maximumSignificantDigits: 3 });
const clock = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const full = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "long" });

const UNKNOWN = "–";
const BYTES = ["B", "KiB", "MiB", "GiB", "TiB"];
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Maybe = number | null | undefined;

const known = (value: Maybe): value is number => value !== null && value !== undefined && Number.isFinite(value);

/** 12,345. */
export const count = (value: Maybe) => (known(value) ? whole.format(value) : UNKNOWN);

/** 12.3k, for where there is little room. */
export const brief = (value: Maybe) => (known(value) ? (Math.abs(value) < 10_000 ? few(value) : compact.format(value)) : UNKNOWN);

/** Three digits that count: 0.25, 3.1, 310. */
function few(value: number): string {
  const size = Math.abs(value);
  return size >= 100 || Number.isInteger(value) ? whole.format(value) : value.toFixed(size >= 10 ? 1 : 2).replace(/\.?0+$/, "");
}

/** A number a second. */
export const rate = (value: Maybe) => (known(value) ? `${brief(value)}/s` : UNKNOWN);

/** 1.5 MiB. */
export function bytes(value: Maybe): string {
  if (!known(value)) {
    return UNKNOWN;
  }
  const step = value < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log2(value) / 10));
  return `${few(value / 1024 ** step)} ${BYTES[step]}`;
}

/** 0.123 is 12%. */
export const percent = (value: Maybe) => (known(value) ? `${few(Math.round(value * 1000) / 10)}%` : UNKNOWN);

/** A short time: 0.25 ms, 1.2 s. */
export function millis(value: Maybe): string {
  if (!known(value)) {
    return UNKNOWN;
  }
  return value < SECOND ? `${few(value)} ms` : `${few(value / SECOND)} s`;
}

/** A long time, in its two largest units: 3 d 4 h. */
export function duration(value: Maybe): string {
  if (!known(value)) {
    return UNKNOWN;
  }
  const ms = Math.max(0, value);
  if (ms < MINUTE) {
    return `${Math.floor(ms / SECOND)} s`;
  }
  if (ms < HOUR) {
    return two(ms, MINUTE, "min", SECOND, "s");
  }
  return ms < DAY ? two(ms, HOUR, "h", MINUTE, "min") : two(ms, DAY, "d", HOUR, "h");
}

function two(ms: number, large: number, name: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${name}${rest === 0 ? "" : ` ${rest} ${smallName}`}`;
}

/** 03:14:15. */
export const time = (at: Maybe) => (known(at) ? clock.format(at) : UNKNOWN);

/** With the day and the time zone. */
export const moment = (at: Maybe) => (known(at) ? full.format(at) : UNKNOWN);

/** One thing, or several. */
export const plural = (value: number, one: string, several = `${one}s`) => `${count(value)} ${value === 1 ? one : several}`;
