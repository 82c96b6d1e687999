import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unique } from '../emulator.mjs';
import { dataproc, json, refusal } from './gcloud.mjs';

test('clusters: create, describe, list, update, stop, start, diagnose, operations, delete', async () => {
  const cluster = unique('gcluster');

  const created = await dataproc('clusters', 'create', cluster, '--num-workers=2', '--labels=team=data', '--image-version=2.2', '--max-idle=1h');
  const described = await json('clusters', 'describe', cluster);
  assert.match(created.stderr, new RegExp(`Created .*/clusters/${cluster}\\] Cluster placed in zone`));
  assert.equal(described.status.state, 'RUNNING');
  assert.equal(described.labels.team, 'data');
  assert.equal(described.config.lifecycleConfig.idleDeleteTtl, '3600s');

  const [found, stopped, table, exists] = await Promise.all([
    json('clusters', 'list', `--filter=clusterName = ${cluster} AND status.state = ACTIVE AND labels.team = data`),
    json('clusters', 'list', `--filter=clusterName = ${cluster} AND status.state = STOPPED`),
    dataproc('clusters', 'list', `--filter=clusterName = ${cluster}`),
    refusal('clusters', 'create', cluster),
  ]);
  assert.deepEqual(found.map((one) => one.clusterName), [cluster]);
  assert.deepEqual(stopped, []);
  assert.match(table.stdout, new RegExp(`${cluster} .*2 .*RUNNING`));
  assert.match(exists, /ALREADY_EXISTS: Already exists: Failed to create cluster/);

  const updated = await json('clusters', 'update', cluster, '--num-workers=3', '--num-secondary-workers=1', '--update-labels=stage=test', '--graceful-decommission-timeout=60s');
  assert.equal(updated.config.workerConfig.numInstances, 3);
  assert.equal(updated.config.secondaryWorkerConfig.numInstances, 1);
  assert.deepEqual([updated.labels.team, updated.labels.stage], ['data', 'test']);

  const [diagnosed, operations] = await Promise.all([
    dataproc('clusters', 'diagnose', cluster),
    json('operations', 'list', `--cluster=${cluster}`),
  ]);
  assert.match(diagnosed.stderr, /Output from diagnostic:[^]*State: RUNNING[^]*Archive: gs:/);
  assert.match(diagnosed.stdout + diagnosed.stderr, /diagnostic\.tar\.gz/);
  assert.ok(['CREATE', 'UPDATE'].every((type) => operations.some((operation) => operation.metadata.operationType === type)));

  const [operation] = await Promise.all([
    json('operations', 'describe', operations.at(-1).name.split('/').at(-1)),
    dataproc('clusters', 'stop', cluster),
  ]);
  assert.equal(operation.done, true);
  assert.equal((await json('clusters', 'describe', cluster)).status.state, 'STOPPED');
  await dataproc('clusters', 'start', cluster);

  await dataproc('clusters', 'delete', cluster);
  assert.match(await refusal('clusters', 'describe', cluster), /NOT_FOUND: Not found: Cluster/);
});
