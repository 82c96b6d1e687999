import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { streamingJar, unique } from '../emulator.mjs';
import { dataproc, folder, json, refusal } from './gcloud.mjs';

test('workflow templates: create, set-managed-cluster, add-job, describe, list, export, instantiate, delete', async () => {
  const id = unique('gflow');
  const input = join(folder, 'input.txt');
  writeFileSync(input, 'b a b\n');
  const job = (step, from, to, ...more) => dataproc('workflow-templates', 'add-job', 'hadoop', `--workflow-template=${id}`, `--step-id=${step}`,
    `--jar=${streamingJar}`, ...more, '--', '-input', from, '-output', join(folder, to), '-mapper', 'cat', '-reducer', 'uniq -c');

  await dataproc('workflow-templates', 'create', id, '--labels=team=data', '--dag-timeout=30m');
  await dataproc('workflow-templates', 'set-managed-cluster', id, '--cluster-name=gflow', '--num-workers=2', '--image-version=2.2');
  await job('first', input, 'one');
  await job('second', join(folder, 'one'), 'two', '--start-after=first');
  const [instantiated, described, listed, exported] = await Promise.all([
    dataproc('workflow-templates', 'instantiate', id),
    json('workflow-templates', 'describe', id),
    json('workflow-templates', 'list'),
    dataproc('workflow-templates', 'export', id),
  ]);
  assert.match(instantiated.stderr, /Created cluster: gflow-[a-z0-9]{13}/);
  assert.match(instantiated.stderr, /Job ID second-[a-z0-9]+ COMPLETED/);
  assert.match(instantiated.stderr, /Deleted cluster: gflow-/);
  assert.equal(described.version, 4);
  assert.deepEqual(described.jobs[1].prerequisiteStepIds, ['first']);
  assert.ok(listed.some((template) => template.id === id));

  writeFileSync(join(folder, 'flow.yaml'), exported.stdout.replaceAll(join(folder, 'one'), join(folder, 'uno')).replaceAll(join(folder, 'two'), join(folder, 'due')));
  const [operations] = await Promise.all([
    json('operations', 'list'),
    dataproc('workflow-templates', 'instantiate-from-file', `--file=${join(folder, 'flow.yaml')}`),
    dataproc('workflow-templates', 'delete', id),
  ]);
  assert.ok(operations.some((operation) => operation.metadata.template?.endsWith(`/${id}`)));
  assert.match(await refusal('workflow-templates', 'describe', id), /NOT_FOUND/);
});
