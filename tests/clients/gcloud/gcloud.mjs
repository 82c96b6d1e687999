// Runs the gcloud that is installed, with a configuration of its own, without credentials and without questions.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectId, region } from '../emulator.mjs';

const folder = mkdtempSync(join(tmpdir(), 'spydra-gcloud-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const env = {
  PATH: process.env.PATH,
  HOME: folder,
  CLOUDSDK_CONFIG: folder,
  CLOUDSDK_CORE_PROJECT: projectId,
  CLOUDSDK_DATAPROC_REGION: region,
  CLOUDSDK_CORE_DISABLE_PROMPTS: 'true',
  CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
  CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) =>
    name.startsWith('CLOUDSDK_API_ENDPOINT_OVERRIDES_') || name === 'CLOUDSDK_AUTH_DISABLE_CREDENTIALS' || name === 'CLOUDSDK_PYTHON')),
};

/** The exit code and what was printed. */
export function run(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn('gcloud', args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => { printed[name] += text; });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...printed }));
  });
}

/** What a gcloud dataproc command prints; it has to succeed. */
export async function dataproc(...args) {
  const { code, stdout, stderr } = await run('dataproc', ...args);
  if (code !== 0) throw new Error(`gcloud dataproc ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return { stdout, stderr };
}

/** The same, as the JSON that it prints. */
export const json = async (...args) => JSON.parse((await dataproc(...args, '--format=json')).stdout);

/** What a command that has to fail says. */
export async function refusal(...args) {
  const { code, stderr } = await run('dataproc', ...args);
  if (code === 0) throw new Error(`gcloud dataproc ${args.join(' ')} succeeded, and should not have`);
  return stderr;
}

/** A file of this test's own; its path. */
export { folder };
