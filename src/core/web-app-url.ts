// The address of the web app, as a person copies it.

/**
 * An address that was copied while several accounts were signed in names one of them (`/u/1/`), one of a Workspace account
 * its domain (`/a/macros/example.com/`): these ask strangers to sign in, where the plain form answers them.
 * https://github.com/dwyl/learn-to-send-email-via-google-script-html-no-server/issues/163
 */
export function plainWebAppUrl(url: string): string {
  const [, id] =
    /^https:\/\/script\.google\.com\/(?:a\/)?(?:[^/]+\/)?macros\/(?:[^/]+\/)*s\/([\w-]+)\/exec(?:[/?].*)?$/.exec(url) ??
    [];
  return id === undefined ? url : `https://script.google.com/macros/s/${id}/exec`;
}
