// What differs between Google accounts, or is not known for sure: the switches of the Calendar server.

export interface QuotaOptions {
  /** Units per user in any sliding minute; null: no limit. https://developers.google.com/workspace/calendar/api/guides/quota */
  unitsPerMinute: number | null;
  /**
   * Events that may be created in a day; null: no limit. With a number, `insert` and `import` beyond it answer 403
   * `quotaExceeded`, single or in a batch. Apps Script's own list names 5,000 (consumer) and 10,000 (Workspace); whether
   * calls of the API count there is not documented. https://developers.google.com/apps-script/guides/services/quotas
   */
  createdPerDay: number | null;
  /**
   * When that day ends: 24 hours after its first creation, which is what Apps Script's list says of all its quotas, or
   * 'sliding': any 24 hours.
   */
  createdDay: 'fromFirst' | 'sliding';
  /** Units by method ("events.patch"); a method that is not named costs one. */
  costs: Readonly<Record<string, number>>;
  /**
   * Writes to one calendar within any second; null: no limit. Google limits "writing to a single calendar in quick
   * succession" and names no number; imports of a hundred events met it (https://github.com/insanum/gcalcli/issues/833).
   * Parts of a batch come at the same moment. https://developers.google.com/workspace/calendar/api/guides/quota
   */
  writesPerSecond: number | null;
  /** How a spent minute, or second of a calendar, is told; Google uses all three. */
  answer: '403 rateLimitExceeded' | '403 userRateLimitExceeded' | '429 rateLimitExceeded';
}

/** Every switch can be changed at any time by `setOptions`. The first value named is the default. */
export interface CalendarOptions {
  /** Bearer tokens that are accepted, or "any"; all of them stand for the owner. */
  tokens: readonly string[] | 'any';
  /** The person whose account it is; `primary` is an alias of this address. Fixed after construction. */
  ownerEmail: string;
  /** Zone of the primary calendar. Fixed after construction. */
  timeZone: string;
  /** false: 403 `accessNotConfigured` for everything, as for a script whose Calendar service was never added. */
  apiEnabled: boolean;
  quota: QuotaOptions;
  /** Parts that a batch may have; more: 400. Google's page says 1,000, earlier 50, and sister APIs advise 50. */
  batchLimit: number;
  /**
   * 'reached': a write whose body names guests answers 403 `quotaExceeded`, changed or not, whatever `sendUpdates` says;
   * all others go through. Google's brake on invitations works like that, and nothing tells when it is reached.
   * https://dev.to/googleworkspace/google-calendar-usage-limits-exceeded-1laa
   */
  guestLimit: 'none' | 'reached';
  /**
   * Conferences of other vendors (`key.type` "addOn") in a write with `conferenceDataVersion=1`: 'taken', or 'refused'
   * with 400, as was seen on two accounts (https://github.com/openclaw/gogcli/pull/590).
   */
  thirdPartyConferences: 'taken' | 'refused';
  /**
   * Milliseconds for which a Meet room that was asked for is 'pending'; 0: it is there at once. The reference says that rooms
   * are made "asynchronously", and what is read differs (https://github.com/twentyhq/twenty/pull/22231). When the time is over
   * the event has a new etag, is listed and pushed.
   */
  meetPendingMs: number;
  /** How such a request ends: with the room, or with 'failure', no room and no `hangoutLink`. */
  meetOutcome: 'success' | 'failure';
  /**
   * A request with another id for an event that has a conference: 'replaces' it, which the reference implies, or is
   * 'ignored', as one report has it (https://github.com/googleapis/google-api-ruby-client/issues/4848).
   */
  secondMeet: 'replaces' | 'ignored';
  /** One address twice among the guests: 'merged', the first entry stays, or 'refused' with 400. Nothing tells which. */
  duplicateGuests: 'merged' | 'refused';

  /** patch or update of a cancelled event to `confirmed`: 'works' brings it back, 'forbidden' is 403 `forbidden`. */
  revive: 'works' | 'forbidden';
  /**
   * What can be read of a deleted event. 'fullIfShowDeleted': bare in lists, full in those with `showDeleted=true` and
   * by get. 'bareInLists': bare in every list, full by get. 'bareEverywhere': nothing but the id is left, even by get.
   */
  tombstones: 'fullIfShowDeleted' | 'bareInLists' | 'bareEverywhere';
  /** Weeks that a deleted event can be read; then get answers 404 and lists forget it. null: for ever. */
  tombstoneWeeks: number | null;
  /** A sync token that Google never made: 410 `fullSyncRequired` or 400 `invalid`. */
  garbageToken: 410 | 400;
  /** Days after which a sync token is void (410). Google names no number; weeks were seen. */
  syncTokenDays: number;
  /** How far back `updatedMin` may reach, in days; further: 410 `updatedMinTooLongAgo`. */
  updatedMinDays: number;
  /** Token list after a first list with `timeMin`/`timeMax`: changes of the 'wholeCalendar', or of that 'window' only. */
  tokenListAfterWindow: 'wholeCalendar' | 'window';
  /** A write that changes nothing: 'changes' makes a new etag, is listed and pushed; 'nothing' leaves no trace. */
  unchangedWrite: 'changes' | 'nothing';
  /** Whether writing private properties alone moves `updated` (the etag changes either way). */
  privatePropertiesMoveUpdated: boolean;
  /** Repeated `privateExtendedProperty` (or shared): 'all' must match, or 'any'. */
  repeatedPropertyFilter: 'all' | 'any';
  /** Description over 8,192 characters: 'stored' whole, 'cut' to 8,192, or 'refused' with 400. */
  longDescription: 'stored' | 'cut' | 'refused';
  /** Line ends and outer blanks of texts: 'asSent', or 'normalised': LF alone, no blanks around. */
  textForm: 'asSent' | 'normalised';
  /** What "duplicate" in the web UI does with private properties: copied or not. */
  copiesKeepPrivateProperties: boolean;
  /**
   * Ids of occurrences, and of the second half of a split series: 'timestamp', which is '<series>_<time>' and
   * '<series>_R<time>', or 'opaque', as Google announced for 2026 (https://github.com/phw198/OutlookGoogleCalendarSync/issues/2205).
   */
  occurrenceIds: 'timestamp' | 'opaque';
  /** Etags of untouched occurrences: that of the series, or each its 'own', which changes with the series. */
  occurrenceEtags: 'master' | 'own';
  /**
   * Cancelled occurrences in lists: 'identified' by series and original start, as is promised, and whole where deleted events are,
   * or 'bare': id and status alone (https://github.com/KeepSoftwareSimple/compass-calendar/issues/2808).
   */
  occurrenceTombstones: 'identified' | 'bare';
  /** Cancelled occurrences in `instances` with `showDeleted=true`: whole, or with nothing but their original start. */
  cancelledInstances: 'withTimes' | 'withoutTimes';
  /** `instances` after a write: 'current', or so many seconds behind. */
  instancesLag: 'current' | number;
  /**
   * Changed occurrences when their series is changed as a whole, by a person or a client: 'keep' (only those go that have no
   * place in it any more), 'overwriteField' (what changed in the series is overwritten in them too), or 'reset' to untouched
   * ones. Reported were all three: https://github.com/adicu/adi-website/issues/26, https://secure.phabricator.com/T11804,
   * https://github.com/kcsujeet/ilamy-calendar/issues/151
   */
  exceptionsOnAll: 'keep' | 'overwriteField' | 'reset';
  /** Cancelled occurrences then: 'kept' (on the same day, if its time has changed), or 'dropped', which brings their dates back. */
  cancelledOnAll: 'kept' | 'dropped';
  /** Changed occurrences behind a new end of their series: 'alive' (https://github.com/BuilderIO/agent-native/issues/3488), or 'gone'. */
  exceptionsBehindEnd: 'alive' | 'gone';
  /** Changed and cancelled occurrences behind a split by a person: 'moved' to the second half, or 'dropped'. */
  exceptionsAfterSplit: 'moved' | 'dropped';
  /** Whether the second half of a split series has the private properties of the first. */
  splitKeepsPrivateProperties: boolean;
  /**
   * What the next list tells of a split by a person: both halves, or one alone, so that the other one comes in the list after it.
   * A split is no single write at Google.
   */
  splitSeen: 'inOneList' | 'oldHalfFirst' | 'newHalfFirst';
  /** Whether a write to an occurrence gives its series a new etag and a place in the next list. */
  exceptionWriteListsMaster: boolean;
  /**
   * A time that clocks skip: 'moved' forward by the gap, or the occurrence after it as well ('movedAndAfter',
   * https://github.com/ical-org/ical.net/issues/681).
   */
  gap: 'moved' | 'movedAndAfter';
  /** Length of an occurrence over a clock change: 'absolute', or up to the same time of the 'wall' clock. */
  occurrenceLength: 'absolute' | 'wall';
  /** Whether an event that is moved to another calendar keeps its private properties. */
  moveKeepsPrivateProperties: boolean;
  /** import of an iCalUID that the calendar has: 'updates' that event, or 409 'duplicate'. */
  importKnownUid: 'updates' | 'duplicate';
  /**
   * Lists after a write: 'current'; a number lags so many seconds behind (get is current all the same); 'onceEmpty'
   * answers the first list after each write with no events and a token that still covers the change.
   */
  listLag: 'current' | number | 'onceEmpty';
  /** true: every list begins with an empty page that has a `nextPageToken`. */
  emptyFirstPage: boolean;
  /** Events a page holds at most, whatever `maxResults` asks; null: as asked. */
  pageSize: number | null;

  /** 'ok', or 'refused': watch answers 401 `push.webhookUrlUnauthorized`, as for a domain that isn't verified. */
  push: 'ok' | 'refused';
  /** false: watch of any calendar answers 400 `pushNotSupportedForRequestedResource`. */
  calendarsWatchable: boolean;
  /** Longest life of a channel in days (7, or 30); what is asked for beyond it is cut. Unasked: 7. */
  channelDays: number;
  /** Minutes after which a channel ends without a word, before its `expiration`; null: it lives as told. */
  channelEndsAfterMinutes: number | null;
  /** Milliseconds for which a stopped channel still delivers. */
  deliveryAfterStopMs: number;
  /**
   * Messages for several writes in a row: 'each' its own at once, 'coalesced' into one per second, 'late' by two
   * minutes, 'twice', or 'none'.
   */
  pushPace: 'each' | 'coalesced' | 'late' | 'twice' | 'none';
  /** A redirect, a 4xx, no answer in time or no connection: message 'lost', or 'retried' like a 503. */
  pushFailure: 'lost' | 'retried';
  /** Real milliseconds that a receiver may take to answer. */
  pushTimeoutMs: number;
  /** Maps a channel's https address to the one that is really called (a fictional host to loopback). */
  rewriteAddress: (url: string) => string;
}

export const DEFAULT_OPTIONS: CalendarOptions = {
  tokens: ['local-token'],
  ownerEmail: 'owner@example.com',
  timeZone: 'Europe/Berlin',
  apiEnabled: true,
  quota: {
    unitsPerMinute: 600,
    createdPerDay: null,
    writesPerSecond: null,
    createdDay: 'fromFirst',
    // https://developers.google.com/workspace/calendar/api/guides/performance: a patch costs three units.
    costs: { 'events.patch': 3 },
    answer: '403 rateLimitExceeded',
  },
  batchLimit: 50,
  guestLimit: 'none',
  thirdPartyConferences: 'taken',
  meetPendingMs: 0,
  meetOutcome: 'success',
  secondMeet: 'replaces',
  duplicateGuests: 'merged',
  revive: 'works',
  tombstones: 'fullIfShowDeleted',
  tombstoneWeeks: null,
  garbageToken: 410,
  syncTokenDays: 28,
  updatedMinDays: 28,
  tokenListAfterWindow: 'wholeCalendar',
  unchangedWrite: 'changes',
  privatePropertiesMoveUpdated: true,
  repeatedPropertyFilter: 'all',
  longDescription: 'stored',
  textForm: 'asSent',
  copiesKeepPrivateProperties: true,
  occurrenceIds: 'timestamp',
  occurrenceEtags: 'master',
  occurrenceTombstones: 'identified',
  cancelledInstances: 'withTimes',
  instancesLag: 'current',
  exceptionsOnAll: 'keep',
  cancelledOnAll: 'kept',
  exceptionsBehindEnd: 'alive',
  exceptionsAfterSplit: 'moved',
  splitKeepsPrivateProperties: true,
  splitSeen: 'inOneList',
  exceptionWriteListsMaster: false,
  gap: 'moved',
  occurrenceLength: 'absolute',
  moveKeepsPrivateProperties: true,
  importKnownUid: 'updates',
  listLag: 'current',
  emptyFirstPage: false,
  pageSize: null,
  push: 'ok',
  calendarsWatchable: true,
  channelDays: 7,
  channelEndsAfterMinutes: null,
  deliveryAfterStopMs: 0,
  pushPace: 'each',
  pushFailure: 'lost',
  pushTimeoutMs: 10_000,
  rewriteAddress: (url) => url,
};

/** What may be set: any switch, and single members of `quota`. */
export type OptionChanges = Partial<Omit<CalendarOptions, 'quota'>> & { quota?: Partial<QuotaOptions> };

/** The options with some of them changed; members of `quota` that are not named stay. */
export function withChanges(options: CalendarOptions, changes: OptionChanges): CalendarOptions {
  return { ...options, ...changes, quota: { ...options.quota, ...changes.quota } };
}
