// Where the emulator is, from the lines that it prints itself, and names that no other test uses.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

export const dataprocUrl = new URL(address('CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC'));
export const storageUrl = address('STORAGE_EMULATOR_HOST');
export const projectId = 'clients-project';
export const region = 'europe-west1';
export const parent = `projects/${projectId}/regions/${region}`;
export const streamingJar = 'file:///usr/lib/hadoop/hadoop-streaming.jar';

// Test files run at the same time, each in a process of its own.
let number = 0;
export const unique = (name) => `${name}-${process.pid}-${++number}`;

export async function until(what, look, settled, seconds = 30) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (settled(seen)) return seen;
    assert.ok(Date.now() < deadline, `${what} did not come within ${seconds} s; last seen: ${JSON.stringify(seen)}`);
    await pause(50);
  }
}

function address(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set. Start these tests with tests/clients/run.`);
  return value;
}
