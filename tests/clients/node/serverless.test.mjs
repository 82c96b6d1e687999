import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectId, region } from '../emulator.mjs';
import { Code, batches, sessions } from './google.mjs';

const parent = `projects/${projectId}/locations/${region}`;
const unsupported = { code: Code.UNIMPLEMENTED, message: /is unsupported by this emulator/ };

test('batches are said to be unsupported', async () => {
  await assert.rejects(batches.listBatches({ parent, filter: 'state = RUNNING', pageSize: 5 }, { autoPaginate: false }), unsupported);
  await assert.rejects(batches.createBatch({ parent, batchId: 'batch-1', batch: { sparkBatch: { mainClass: 'A' } } }), unsupported);
  await assert.rejects(batches.getBatch({ name: `${parent}/batches/batch-1` }), unsupported);
  await assert.rejects(batches.deleteBatch({ name: `${parent}/batches/batch-1` }), unsupported);
});

test('sessions are said to be unsupported', async () => {
  await assert.rejects(sessions.listSessions({ parent }), unsupported);
  await assert.rejects(sessions.terminateSession({ name: `${parent}/sessions/session-1` }), unsupported);
});
