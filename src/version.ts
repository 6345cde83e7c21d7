// Version of this project, put in by the build from package.json; it goes along with every message.
declare const __VERSION__: string | undefined;

export const VERSION: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0';
