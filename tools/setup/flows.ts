// The four flows for some bindings, as they should be in Directus.
import type { Binding } from '../../src/core/binding';
import type { WantedFlow } from '../../src/setup/prepare/flows';
import { projectVersion } from '../build';
import { buildFlowFiles } from '../build-scripts';
import type { WebApp } from '../web-app/settings';

/** @param webApp that the flows hold the address and the secret of; missing: Directus' environment has them */
export function wantedFlows(bindings: readonly Binding[], webApp?: WebApp): WantedFlow[] {
  const version = projectVersion();
  const files = buildFlowFiles(bindings, webApp ? { form: 'inline', version, ...webApp } : { form: 'env', version });
  return (JSON.parse(files['all-flows.json']!) as { flows: WantedFlow[] }).flows;
}
