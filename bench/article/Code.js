// The script of the article, written anew from what it describes: one request for one change, both ways. The functions
// have its names. Where it keeps its configuration in a spreadsheet, this keeps it in script properties, which are faster.

/** Run once by hand: opens the push channel. Then weekly by a trigger. */
function triggerResubscribeOnceWeek() {
  const config = getConfig();
  if (config.channel_id) callCalendarEventsWatch_stop(config);
  callCalendarEventsWatch(config);
}

/** Run once by hand: takes the first sync token; nothing is sent. */
function runManual_getSyncedEvents() {
  getSyncedEvents(getConfig());
}

function doPost(e) {
  const request = JSON.parse(e.postData.contents);
  const config = getConfig();
  // What the proxy flow hands on has headers and no password.
  if (request.headers) {
    if (request.headers['x-goog-resource-state'] === 'exists') processSyncedEvents(config);
    return answer({ res: 'ok' });
  }
  if (request.pass !== config.GCALENDARHOOKSECRET) return answer({ res: 'wrong pass' });
  const item = Array.isArray(request.data) ? request.data[0] : request.data;
  switch (request.action) {
    case 'create':
      return answer(createEvent(config, item));
    case 'update':
      return answer(item.calendar_event_id ? updateEvent(config, item) : createEvent(config, item));
    case 'delete':
      if (item && item.calendar_event_id) Calendar.Events.remove(config.calendar_id, item.calendar_event_id);
      return answer({ res: 'ok' });
    default:
      return answer({ res: 'unknown action' });
  }
}

function createEvent(config, item) {
  const event = Calendar.Events.insert(eventOf(item), config.calendar_id);
  return { res: 'need_update_calendar_event_id', id: event.id };
}

/** An update costs a third of a patch. */
function updateEvent(config, item) {
  Calendar.Events.update(eventOf(item), config.calendar_id, item.calendar_event_id);
  return { res: 'ok' };
}

function eventOf(item) {
  return {
    summary: item.name,
    description: item.description,
    start: { dateTime: new Date(item.calendar_event_start).toISOString() },
    end: { dateTime: new Date(item.calendar_event_end).toISOString() },
  };
}

/** Sends every event that changed since the last time to Directus, one by one. */
function processSyncedEvents(config) {
  for (const event of getSyncedEvents(config)) callDirectusWebhook(config, event);
}

/** The new token is kept as soon as it is known, before anything was sent. */
function getSyncedEvents(config) {
  const events = [];
  let pageToken;
  do {
    const options = pageToken ? { pageToken } : {};
    if (config.sync_token) options.syncToken = config.sync_token;
    const page = Calendar.Events.list(config.calendar_id, options);
    events.push(...(page.items || []));
    pageToken = page.nextPageToken;
    if (page.nextSyncToken) updateConfig('sync_token', page.nextSyncToken);
  } while (pageToken);
  return events;
}

/** The flow creates the item where it finds none with this event id, so a new event is sent as an update, too. */
function callDirectusWebhook(config, event) {
  const data = { calendar_event_id: event.id };
  if (event.status !== 'cancelled') {
    data.calendar_event_start = new Date(event.start.dateTime).toISOString();
    data.calendar_event_end = new Date(event.end.dateTime).toISOString();
    data.name = event.summary;
    data.description = event.description;
  }
  UrlFetchApp.fetch(config.directus_url_webhook_from_g, {
    method: 'post',
    contentType: 'application/json',
    payload: JSON.stringify({
      action: event.status === 'cancelled' ? 'delete' : 'update',
      pass: config.GCALENDARHOOKSECRET,
      data,
    }),
  });
}

function callCalendarEventsWatch(config) {
  const channel = Calendar.Events.watch(
    { id: Utilities.getUuid(), type: 'web_hook', address: config.directus_url_proxy },
    config.calendar_id,
  );
  updateConfig('channel_id', channel.id);
  updateConfig('resource_id', channel.resourceId);
}

function callCalendarEventsWatch_stop(config) {
  Calendar.Channels.stop({ id: config.channel_id, resourceId: config.resource_id });
}

function getConfig() {
  return PropertiesService.getScriptProperties().getProperties();
}

function updateConfig(name, value) {
  PropertiesService.getScriptProperties().setProperty(name, value);
}

function answer(value) {
  return ContentService.createTextOutput(JSON.stringify(value)).setMimeType(ContentService.MimeType.JSON);
}
