// All questions, the cheap ones first.
import type { Question } from '../question';
import { ADVANCED_SERVICE } from './advanced-service';
import { BURST } from './burst';
import { CHANNELS } from './channels';
import { EXCEPTIONS } from './exceptions';
import { EXECUTIONS } from './executions';
import { FETCH } from './fetch';
import { GUESTS } from './guests';
import { SERIES } from './series';
import { TOMBSTONES } from './tombstones';

export const QUESTIONS: readonly Question[] = [
  ...ADVANCED_SERVICE,
  ...TOMBSTONES,
  ...SERIES,
  ...EXCEPTIONS,
  ...FETCH,
  ...CHANNELS,
  ...GUESTS,
  ...EXECUTIONS,
];

export const BURST_QUESTIONS: readonly Question[] = BURST;
