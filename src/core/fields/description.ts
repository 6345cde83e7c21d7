// An event's description: a text as it stands, or one that its column holds as plain text, HTML or Markdown (rich-text). The
// block that Google Meet puts below it is nobody's text: it stays on the event, and is not shown in the item.
import { fromGoogle, normal, toGoogle, withoutMeetBlock, type Format } from '../rich-text';
import type { Field, Mapping, Value } from './field';
import { text } from './text';

const plain = text({
  code: 'd',
  name: 'description',
  about: "The event's description.",
  required: true,
  safeLength: 8000,
  lost: 'Blanks around it, and the form of line ends. Google cuts what is longer than 8,192 characters; the item keeps it. The block of Google Meet stays on the event. With a format, see below.',
});

export const description = {
  ...plain,
  columns: { description: { ...plain.columns.description, takes: ['template', 'format'] as const } },
  ofItem: (raw, mapping) => inItem(plain.ofItem(raw, mapping), mapping),
  ofEvent: (event, mapping) => inEvent(plain.ofEvent(event), mapping),
  toEvent: (value, event, { form }) => {
    const { block } = withoutMeetBlock(event?.description ?? '');
    const own = value === null || form === undefined ? value : toGoogle(value, form as Format);
    return plain.toEvent(block === '' ? own : (own ?? '') + block, event);
  },
} satisfies Field;

function inItem(value: Value, { form }: Mapping): Value {
  if (typeof value !== 'string') return value;
  const { text: own } = withoutMeetBlock(value);
  return emptyAsNull(form === undefined ? own : normal(own, form as Format));
}

function inEvent(value: Value, { form }: Mapping): Value {
  if (typeof value !== 'string') return value;
  const { text: own } = withoutMeetBlock(value);
  return emptyAsNull(form === undefined ? own : fromGoogle(own, form as Format));
}

function emptyAsNull(text: string): string | null {
  return text === '' ? null : text;
}
