// What is left of a deleted event, and whether it comes back.
import { MARK, markOf, memberNames, toldWith, type Desk } from '../desk';
import { must } from '../outcome';
import type { Json } from '../answer';
import type { Question } from '../question';
import type { Way } from '../ways';

export const TOMBSTONES: readonly Question[] = [
  {
    id: 'cancel-by-patch',
    asks: 'Does a patch to status cancelled delete an event, and what is left of it by get and in lists by token?',
    ask: (desk) => desk.bothWays((way) => tombstone(desk, way, (id) => way.patch(id, { status: 'cancelled' }).told)),
  },
  {
    id: 'delete',
    asks: 'What is left of a deleted event by get and in lists by token?',
    ask: (desk) => desk.bothWays((way) => tombstone(desk, way, (id) => way.remove(id).told)),
  },
  {
    id: 'delete-twice',
    asks: 'How is the second deletion of an event refused?',
    ask: (desk) =>
      desk.bothWays((way) => {
        const { id } = desk.made({});
        return [way.remove(id).told, way.remove(id).told];
      }),
  },
  {
    id: 'revive-by-patch',
    asks: 'Does a patch to status confirmed bring a deleted event back, with what it had?',
    ask: (desk) =>
      desk.bothWays((way) => {
        const { id } = desk.made(MARK);
        must(way.remove(id), 'delete');
        return toldWith(way.patch(id, { status: 'confirmed' }), () => {
          const event = must(desk.rest.get(id), 'get');
          return {
            status: event.status ?? null,
            title: event.summary === 'Check' ? 'kept' : 'gone',
            mark: markOf(event),
          };
        });
      }),
  },
];

function tombstone(desk: Desk, way: Way, remove: (id: string) => string): Json {
  const { id } = desk.made(MARK);
  const bare = desk.list({}).syncToken;
  const full = desk.list({ showDeleted: true }).syncToken;
  const told = remove(id);
  const isIt = (event: { id?: string; status?: string }) => event.id === id && event.status === 'cancelled';
  const withDeleted = desk.listed({ syncToken: full, showDeleted: true }, isIt);
  return {
    told,
    get: toldWith(way.get(id), (event) => ({
      status: event.status ?? null,
      members: memberNames(event),
      mark: markOf(event),
    })),
    list: memberNames(desk.listed({ syncToken: bare }, isIt)),
    listWithDeleted: { members: memberNames(withDeleted), mark: markOf(withDeleted) },
  };
}
