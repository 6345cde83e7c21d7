// Utilities.formatDate: java.text.SimpleDateFormat's patterns in a time zone.
// https://docs.oracle.com/javase/7/docs/api/java/text/SimpleDateFormat.html
import { exception } from './exceptions';

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Year, month and so on of an instant in a time zone. */
class ZonedTime {
  private readonly parts: Record<string, string>;

  constructor(
    private readonly date: Date,
    private readonly timeZone: string,
  ) {
    this.parts = this.read({
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    });
  }

  number(part: string): number {
    return Number(this.parts[part]);
  }

  name(part: 'month' | 'weekday' | 'timeZoneName', style: 'short' | 'long'): string {
    return this.read({ [part]: style })[part] ?? '';
  }

  /** Minutes east of Greenwich. */
  offsetMinutes(): number {
    const wall = Date.UTC(
      this.number('year'),
      this.number('month') - 1,
      this.number('day'),
      this.number('hour'),
      this.number('minute'),
      this.number('second'),
    );
    return Math.round((wall - Math.floor(this.date.getTime() / 1000) * 1000) / 60_000);
  }

  private read(options: Intl.DateTimeFormatOptions): Record<string, string> {
    const format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: this.timeZone });
    return Object.fromEntries(format.formatToParts(this.date).map(({ type, value }) => [type, value]));
  }
}

function offset(minutes: number, separator: string): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}${separator}${pad(size % 60, 2)}`;
}

function field(letter: string, width: number, date: Date, time: ZonedTime): string {
  const hour = time.number('hour');
  const number = (value: number): string => pad(value, width);
  switch (letter) {
    case 'y':
      return width === 2 ? pad(time.number('year') % 100, 2) : number(time.number('year'));
    case 'M':
      return width > 2 ? time.name('month', width > 3 ? 'long' : 'short') : number(time.number('month'));
    case 'd':
      return number(time.number('day'));
    case 'H':
      return number(hour);
    case 'h':
      return number(hour % 12 || 12);
    case 'm':
      return number(time.number('minute'));
    case 's':
      return number(time.number('second'));
    case 'S':
      return number(((date.getTime() % 1000) + 1000) % 1000);
    case 'a':
      return hour < 12 ? 'AM' : 'PM';
    case 'E':
      return time.name('weekday', width > 3 ? 'long' : 'short');
    case 'z':
      return time.name('timeZoneName', width > 3 ? 'long' : 'short');
    case 'Z':
      return offset(time.offsetMinutes(), '');
    case 'X':
      if (time.offsetMinutes() === 0) return 'Z';
      return width === 1
        ? offset(time.offsetMinutes(), '').slice(0, 3)
        : offset(time.offsetMinutes(), width > 2 ? ':' : '');
    default:
      throw exception(`Invalid argument: format. Illegal pattern character '${letter}'`);
  }
}

/** Formats a date; quoted text is kept, a pattern letter that isn't simulated is refused. */
export function formatDate(date: Date, timeZone: string, pattern: string): string {
  if (Number.isNaN(date.getTime())) throw exception('Invalid argument: date. Should be of type: Date');
  const time = new ZonedTime(date, timeZone);
  return pattern.replace(
    /'((?:[^']|'')*)'|([A-Za-z])\2*/g,
    (run: string, quoted: string | undefined, letter: string) => {
      if (quoted !== undefined) return quoted === '' ? "'" : quoted.replace(/''/g, "'");
      return field(letter, run.length, date, time);
    },
  );
}
