import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { streamingJar, unique } from '../emulator.mjs';
import { dataproc, folder, json, refusal } from './gcloud.mjs';

test('jobs: submit with a local file, its output streamed, list, describe, update, wait, kill, delete', async () => {
  const cluster = unique('gjobs');
  const [count, long] = [unique('count'), unique('long')];
  const mapper = join(folder, 'mapper.sh');
  const input = join(folder, 'input.txt');
  writeFileSync(mapper, 'tr " " "\\n"\n');
  writeFileSync(input, 'b a b\n');
  await dataproc('clusters', 'create', cluster, '--single-node');
  const streaming = (id, ...args) => ['jobs', 'submit', 'hadoop', `--cluster=${cluster}`, `--id=${id}`, '--labels=team=data', `--jar=${streamingJar}`, ...args];

  const [submitted, running, unsupported] = await Promise.all([
    dataproc(...streaming(count, `--files=${mapper}`, '--properties=mapreduce.job.name=words', '--',
      '-input', input, '-output', join(folder, 'out'), '-mapper', 'sh mapper.sh', '-reducer', 'uniq -c')),
    dataproc(...streaming(long, '--async', '--', '-input', input, '-output', join(folder, 'never'), '-mapper', 'sleep 120')),
    refusal('jobs', 'submit', 'hive', `--cluster=${cluster}`, '--execute=SELECT 1'),
  ]);
  assert.match(submitted.stderr, /Waiting for job output[^]*Running job: [^]*completed successfully/);
  assert.match(submitted.stderr, new RegExp(`Job \\[${count}\\] finished successfully`));
  assert.match(running.stderr, new RegExp(`Job \\[${long}\\] submitted`));
  assert.match(unsupported, /cannot run|does not run|not run/i);

  const [described, active, all, waited] = await Promise.all([
    json('jobs', 'describe', count),
    json('jobs', 'list', `--cluster=${cluster}`, '--state-filter=active'),
    json('jobs', 'list', '--filter=labels.team = data', `--cluster=${cluster}`),
    dataproc('jobs', 'wait', count),
  ]);
  assert.equal(described.status.state, 'DONE');
  assert.match(described.hadoopJob.fileUris[0], /^gs:\/\/.*\/staging\/mapper\.sh/);
  assert.deepEqual(active.map((job) => job.reference.jobId), [long]);
  assert.deepEqual(new Set(all.map((job) => job.reference.jobId)), new Set([count, long]));
  assert.match(waited.stderr, /completed successfully/);

  const [killed, updated] = await Promise.all([json('jobs', 'kill', long), json('jobs', 'update', count, '--update-labels=seen=yes')]);
  assert.equal(killed.status.state, 'CANCELLED');
  assert.equal(updated.labels.seen, 'yes');
  await dataproc('jobs', 'delete', count);
  assert.match(await refusal('jobs', 'describe', count), /NOT_FOUND: Not found: Job/);
});
