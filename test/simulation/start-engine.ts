// The engine that all stories of a test file are played on.
import { Engine } from '../../simulation/engine';

/** By time, which depends on the machine: a run that hangs is stopped at last. */
export const LIMIT_MS = 600_000;

/** Starts an engine before a file's tests and stops it after them; to be called in the tests only. */
export function engineForTests(limitMs = LIMIT_MS): () => Engine {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start();
  }, limitMs);
  afterAll(() => engine.stop());
  return () => engine;
}
