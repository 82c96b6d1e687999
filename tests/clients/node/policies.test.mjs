import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parent, projectId, region, unique } from '../emulator.mjs';
import { Code, clusters, done, policies } from './google.mjs';

const policy = (id) => ({
  id,
  basicAlgorithm: { cooldownPeriod: { seconds: 240 }, yarnConfig: { gracefulDecommissionTimeout: { seconds: 600 }, scaleUpFactor: 0.5, scaleDownFactor: 1 } },
  workerConfig: { minInstances: 2, maxInstances: 10, weight: 1 },
  labels: { team: 'data' },
});

for (const kind of ['regions', 'locations']) {
  test(`a policy of ${kind} is created, read, listed, replaced and deleted`, async () => {
    const id = unique('policy');
    const place = `projects/${projectId}/${kind}/${region}`;

    const [created] = await policies.createAutoscalingPolicy({ parent: place, policy: policy(id) });
    const [read] = await policies.getAutoscalingPolicy({ name: `${place}/autoscalingPolicies/${id}` });
    const [updated] = await policies.updateAutoscalingPolicy({ policy: { ...policy(id), name: `${place}/autoscalingPolicies/${id}`, workerConfig: { maxInstances: 20 } } });
    const [listed] = await policies.listAutoscalingPolicies({ parent: place });
    await policies.deleteAutoscalingPolicy({ name: `${place}/autoscalingPolicies/${id}` });

    assert.equal(created.id, id);
    assert.equal(read.basicAlgorithm.cooldownPeriod.seconds, '240');
    assert.equal(read.basicAlgorithm.yarnConfig.scaleUpFactor, 0.5);
    assert.equal(updated.workerConfig.maxInstances, 20);
    assert.ok(listed.some((one) => one.id === id));
    await assert.rejects(policies.getAutoscalingPolicy({ name: created.name }), { code: Code.NOT_FOUND, message: /Not found: AutoscalingPolicy/ });
  });
}

test('policies are listed page by page', async () => {
  const ids = [unique('paged'), unique('paged'), unique('paged')];
  for (const id of ids) await policies.createAutoscalingPolicy({ parent, policy: policy(id) });

  const seen = [];
  for (let query = { parent, pageSize: 2 }; query;) {
    const [page, next] = await policies.listAutoscalingPolicies(query, { autoPaginate: false });
    assert.ok(page.length <= 2);
    seen.push(...page.map((one) => one.id));
    query = next;
  }

  assert.deepEqual(seen.filter((id) => ids.includes(id)), ids);
});

test('a policy that a cluster uses stays, and refusals have the codes that the client knows', async () => {
  const id = unique('used');
  const clusterName = unique('scaled');
  const [{ name }] = await policies.createAutoscalingPolicy({ parent, policy: policy(id) });
  await done(await clusters.createCluster({ projectId, region, cluster: { clusterName, config: { autoscalingConfig: { policyUri: name } } } }));

  await assert.rejects(policies.deleteAutoscalingPolicy({ name }), { code: Code.FAILED_PRECONDITION, message: /in use by cluster/ });
  await assert.rejects(policies.createAutoscalingPolicy({ parent, policy: policy(id) }), { code: Code.ALREADY_EXISTS });
  await assert.rejects(policies.createAutoscalingPolicy({ parent, policy: { ...policy('x'), id: '-' } }), { code: Code.INVALID_ARGUMENT });
});
