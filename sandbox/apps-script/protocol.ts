// What an execution's thread asks of the host: every call by name, with its arguments and answer as JSON.

/** The store or lock that a call is about. */
export type StoreScope = 'script' | 'user';

export interface ConsoleLine {
  level: string;
  text: string;
}

/** One call of UrlFetchApp, options resolved; `body` is text, or base64 where the script gave bytes. */
export interface FetchCall {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
  bodyIsBase64: boolean;
  followRedirects: boolean;
  muteHttpExceptions: boolean;
  timeoutSeconds: number | undefined;
}

/** Its answer. `body` is the decoded UTF-8 text, or one character per byte where it isn't UTF-8. */
export interface FetchAnswer {
  status: number;
  headers: [name: string, value: string][];
  body: string;
  encoding: 'utf8' | 'bytes';
}

/** One call of an advanced service, as the HTTP request that it becomes. */
export interface ApiCall {
  /** The API's own name of the method, e.g. "calendar.events.list". */
  api: string;
  method: string;
  /** Path with query below https://www.googleapis.com. */
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** When a trigger fires; times in ms since the epoch, hours and minutes in `timeZone`. */
export type TriggerSchedule =
  | { kind: 'everyMinutes'; minutes: number }
  | { kind: 'everyHours'; hours: number }
  | { kind: 'everyDays'; days: number; hour: number | undefined; minute: number | undefined; timeZone: string }
  | { kind: 'at'; at: number }
  | { kind: 'after'; afterMs: number }
  | { kind: 'calendar'; calendarId: string };

export interface TriggerView {
  id: string;
  function: string;
  schedule: TriggerSchedule;
  /** Google has switched it off: it stays listed, and fires no more. */
  disabled: boolean;
}

export interface Mail {
  to: string;
  cc: string;
  bcc: string;
  replyTo: string;
  name: string;
  subject: string;
  body: string;
  htmlBody: string;
}

/** Every host call: the arguments and the answer. */
export interface HostCalls {
  'properties.get'(scope: StoreScope, key: string): string | null;
  'properties.getAll'(scope: StoreScope): Record<string, string>;
  'properties.set'(scope: StoreScope, values: Record<string, string>, deleteOthers: boolean): void;
  'properties.delete'(scope: StoreScope, key: string | undefined): void;
  'cache.get'(scope: StoreScope, keys: string[]): Record<string, string>;
  'cache.put'(scope: StoreScope, values: Record<string, string>, seconds: number | undefined): void;
  'cache.remove'(scope: StoreScope, keys: string[]): void;
  'lock.acquire'(scope: StoreScope, timeoutMs: number): boolean;
  'lock.has'(scope: StoreScope): boolean;
  'lock.release'(scope: StoreScope): void;
  'triggers.list'(): TriggerView[];
  'triggers.create'(functionName: string, schedule: TriggerSchedule): TriggerView;
  'triggers.delete'(id: string): void;
  'mail.send'(mail: Mail): void;
  'mail.remaining'(): number;
  'session.email'(user: 'effective' | 'active'): string;
  'script.token'(): string;
  'script.authorization'(): { required: boolean; granted: string[] };
  /** Where some are missing, the owner is asked for them, and the execution ends. */
  'script.requireAllScopes'(): void;
  'utilities.sleep'(ms: number): void;
  'utilities.uuid'(): string;
  /** Values, keys and answers in base64. */
  'utilities.digest'(algorithm: string, value: string): string;
  'utilities.hmac'(algorithm: string, value: string, key: string): string;
  'urlfetch.fetch'(calls: FetchCall[]): FetchAnswer[];
  'calendar.call'(call: ApiCall): { status: number; body: string; plain: boolean };
}

export type HostCallName = keyof HostCalls;

/** What the host answers: the value, or an exception to throw in the script. */
export type HostAnswer = { value: unknown } | { exception: { name: string; message: string } };

/** What an execution knows from its start on. */
export interface ExecutionConfig {
  scriptId: string;
  serviceUrl: string;
  timeZone: string;
  /** The advanced services that the manifest enables: global name and id. */
  advancedServices: { symbol: string; service: string }[];
}

/** The work of one execution. `args` is a JSON array. */
export interface ExecutionStart {
  functionName: string;
  args: string;
  config: ExecutionConfig;
  sharedSetting: SharedArrayBuffer;
}

/** What a function's return value means to the web app. */
export type Returned =
  | { kind: 'text'; mimeType: string; content: string; fileName: string | undefined }
  | { kind: 'html'; content: string }
  | { kind: 'nothing' }
  | { kind: 'value'; json: string };

export interface ScriptError {
  name: string;
  message: string;
  /** Line of the bundle, where known. */
  line: number | undefined;
  stack: string;
  /** JSON of `details` (errors of an advanced service). */
  details: string | undefined;
}

export type Outcome = { returned: Returned } | { error: ScriptError };

/** What an execution took of the machine. */
export interface Usage {
  /** Processor time of the thread, ms; where the system does not tell it, real time in which it did not wait for a service. */
  computeMs: number;
  /** The most heap that its thread held at any call, bytes; garbage that was not collected yet counts. */
  heapBytes: number;
}

/** Messages from the worker thread to the host. */
export type WorkerMessage =
  | { type: 'ready' }
  | { type: 'call'; name: HostCallName; args: string }
  | { type: 'console'; line: ConsoleLine }
  | { type: 'done'; outcome: Outcome; usage: Usage };

/** Messages to the worker thread; answers to calls go over a port of their own, which the thread blocks on. */
export type HostMessage = { type: 'run'; start: ExecutionStart };

/** What a worker thread is made with. */
export interface WorkerSetup {
  bundle: string;
  services: string;
  answers: import('node:worker_threads').MessagePort;
  signal: SharedArrayBuffer;
}
