// Executions of one script beside each other: locks, properties, triggers that the web app makes.
import { askSelf, askSelfAtOnce, clearTriggers, ownEdition, tried, triggerRun } from '../own-web-app';
import type { Json } from '../answer';
import type { Question } from '../question';

/** Google runs thirty at once for one person; this one, and what else the account runs, take some. */
const AT_ONCE = 25;
const LOOKS = 10;
const TRIGGER_WAIT_MS = 100_000;
const TRIGGERS = ['triggerFromWebApp', 'triggerFromTrigger'] as const;

export const EXECUTIONS: readonly Question[] = [
  {
    id: 'lock-without-waiting',
    asks: 'Does tryLock(0) take a lock that is free, here and in the web app?',
    needs: 'EXEC_URL',
    ask: (desk) => ({
      here: [...new Set(Array.from({ length: LOOKS }, () => tried(LockService.getScriptLock())))],
      webApp: askSelf(desk.setting('EXEC_URL'), 'takeLocks'),
    }),
  },
  {
    id: 'lock-held',
    asks: "Are the script's and the owner's lock that the editor holds busy in an anonymous call of the web app?",
    needs: 'EXEC_URL',
    ask: (desk) => {
      const held = [LockService.getScriptLock(), LockService.getUserLock()];
      try {
        const here = held.map((lock) => lock.tryLock(1000));
        return { here, webApp: askSelf(desk.setting('EXEC_URL'), 'takeLocks') };
      } finally {
        for (const lock of held) lock.releaseLock();
      }
    },
  },
  {
    id: 'user-property',
    asks: "Does an anonymous call of the web app read the owner's user properties?",
    needs: 'EXEC_URL',
    ask: (desk) => {
      const properties = PropertiesService.getUserProperties();
      properties.setProperty('check', 'here');
      const seen = askSelf(desk.setting('EXEC_URL'), 'userProperty', 'check');
      properties.deleteProperty('check');
      return seen === 'here' ? 'seen' : 'not seen';
    },
  },
  {
    id: 'property-at-once',
    asks: `Is a script property that another execution wrote read at once, ${LOOKS} times of ${LOOKS}?`,
    needs: 'EXEC_URL',
    seconds: 90,
    ask: (desk) => {
      const properties = PropertiesService.getScriptProperties();
      const seen = Array.from({ length: LOOKS }, (_, i) => {
        properties.getProperty('check');
        askSelf(desk.setting('EXEC_URL'), 'setScriptProperty', 'check', `value ${i}`);
        return properties.getProperty('check') === `value ${i}`;
      });
      properties.deleteProperty('check');
      return { seen: seen.filter(Boolean).length };
    },
  },
  {
    id: 'locks-at-once',
    asks: `Does tryLock throw when ${AT_ONCE} executions at once work the script's lock, and in which words?`,
    needs: 'EXEC_URL',
    seconds: 90,
    ask: (desk) => {
      const answers = askSelfAtOnce(desk.setting('EXEC_URL'), AT_ONCE, 'workLock');
      const tries = answers.flatMap((answer) => answer ?? []);
      return {
        answered: answers.filter((answer) => answer !== undefined).length,
        thrown: [...new Set(tries.filter((one) => one.startsWith('thrown')))],
      };
    },
  },
  {
    id: 'triggers-from-inside',
    asks: 'Do triggers run that the web app, and a trigger run, made for a second later: when, and with which code?',
    needs: 'EXEC_URL',
    seconds: 2 * (TRIGGER_WAIT_MS / 1000) + 20,
    ask: (desk) => {
      clearTriggers(TRIGGERS);
      const startedAt = Date.now();
      const deployed = askSelf(desk.setting('EXEC_URL'), 'makeTrigger', TRIGGERS[0]);
      const first = awaited(TRIGGERS[0], startedAt, deployed);
      const second = awaited(TRIGGERS[1], triggerRun(TRIGGERS[0])?.at ?? startedAt, deployed);
      return { fromWebApp: first, fromTrigger: second, ...(clearTriggers(TRIGGERS) && { disabled: true }) };
    },
  },
];

/** @param deployed edition of the code that is deployed */
function awaited(name: string, madeAt: number, deployed: number): Json {
  const until = Date.now() + TRIGGER_WAIT_MS;
  while (!triggerRun(name) && Date.now() < until) Utilities.sleep(2_000);
  const run = triggerRun(name);
  if (!run) return { ran: 'not within 100 seconds' };
  return { ran: delayText(run.at - madeAt), code: codeText(run.edition, deployed) };
}

function delayText(ms: number): string {
  return `within ${[5, 15, 60].find((seconds) => ms <= seconds * 1000) ?? 100} seconds`;
}

function codeText(edition: number, deployed: number): string {
  if (ownEdition() === deployed) return 'not told apart: change EDITION at the top after the deployment';
  return edition === deployed ? 'the deployed one' : 'the newest one';
}
