import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './gcloud.mjs';

for (const command of [
  ['batches', 'list'],
  ['batches', 'submit', 'pyspark', 'gs://bucket/job.py', '--deps-bucket=gs://bucket'],
  ['clusters', 'get-iam-policy', 'some-cluster'],
]) {
  test(`${command.slice(0, 2).join(' ')} is said to be unsupported`, async () => {
    assert.match(await refusal(...command), /is unsupported by this emulator/);
  });
}
