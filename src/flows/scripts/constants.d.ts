// Constants that the generator writes in front of the code of each script that names them.

/** What the flows know of the bindings. */
declare const FLOW_BINDINGS: import('../../core/binding').FlowBinding[];
/** Hash of the bindings; script and flows refuse each other's messages when theirs differ. */
declare const FLOW_BINDINGS_HASH: string;
declare const FLOW_VERSION: string;
/** Secret and web app URL of the inline form; null: they are environment variables of Directus. */
declare const FLOW_SETTINGS: { secret: string; url: string } | null;
