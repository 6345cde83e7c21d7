// The settings that some questions need.

/** Script properties that a person sets, with what to set them to. */
export const SETTINGS = {
  ECHO_URL: 'an https address that answers with the headers of the request, e.g. https://postman-echo.com/headers',
  SLOW_URL: 'an https address that answers after about ten seconds, e.g. https://postman-echo.com/delay/10',
  PUSH_URL: 'an https address of your own server, best that of your Directus; Google sends it one message or two',
  EXEC_URL: "the address of this script's own web app, which ends in /exec",
  GUEST: 'an e-mail address of your own outside of this account and its domain; it is invited without a mail',
  ZOOM_EVENT:
    'the id of an event with a Zoom meeting that you made by hand for this (or CALENDAR_ID/EVENT_ID, where it is not in your main calendar)',
} as const;

export type Setting = keyof typeof SETTINGS;
