import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { unique } from '../emulator.mjs';
import { dataproc, folder, json, refusal } from './gcloud.mjs';

const policy = (most) => `
workerConfig: {minInstances: 2, maxInstances: ${most}}
basicAlgorithm:
  cooldownPeriod: 4m
  yarnConfig: {scaleUpFactor: 0.5, scaleDownFactor: 1.0, gracefulDecommissionTimeout: 1h}
`;

test('autoscaling policies: import, list, describe, import again, export, used by a cluster, delete', async () => {
  const [id, cluster] = [unique('gpolicy'), unique('gscaled')];
  const file = join(folder, 'policy.yaml');

  writeFileSync(file, policy(10));
  await dataproc('autoscaling-policies', 'import', id, `--source=${file}`);
  writeFileSync(file, policy(20));
  await dataproc('autoscaling-policies', 'import', id, `--source=${file}`);
  const [described, listed, exported, nowhere] = await Promise.all([
    json('autoscaling-policies', 'describe', id),
    json('autoscaling-policies', 'list'),
    dataproc('autoscaling-policies', 'export', id),
    refusal('clusters', 'create', cluster, '--autoscaling-policy=nowhere'),
    dataproc('clusters', 'create', cluster, `--autoscaling-policy=${id}`),
  ]);
  assert.equal(described.workerConfig.maxInstances, 20);
  assert.equal(described.basicAlgorithm.cooldownPeriod, '240s');
  assert.ok(listed.some((one) => one.id === id));
  assert.match(exported.stdout, /maxInstances: 20/);
  assert.match(nowhere, /NOT_FOUND: Not found: AutoscalingPolicy/);

  assert.match(await refusal('autoscaling-policies', 'delete', id), /FAILED_PRECONDITION: Cannot delete autoscaling policy/);
  await dataproc('clusters', 'update', cluster, '--disable-autoscaling');
  await dataproc('autoscaling-policies', 'delete', id);
  assert.match(await refusal('autoscaling-policies', 'describe', id), /NOT_FOUND/);
});
