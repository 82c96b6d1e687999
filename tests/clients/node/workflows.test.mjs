import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { dataprocUrl, parent, projectId, region, streamingJar, unique, until } from '../emulator.mjs';
import { Code, clusters, done, jobs, storage, templates } from './google.mjs';

const bucket = storage.bucket(unique('flows'));

before(async () => {
  await bucket.create();
  await bucket.file('in/a.txt').save('b a b\n');
});

const step = (stepId, input, output, mapper, ...prerequisiteStepIds) => ({
  stepId,
  prerequisiteStepIds,
  hadoopJob: { mainJarFileUri: streamingJar, args: ['-input', `gs://${bucket.name}/${input}`, '-output', `gs://${bucket.name}/${output}`, '-mapper', mapper, '-reducer', 'uniq -c'] },
});
const managed = { managedCluster: { clusterName: 'flow', config: { workerConfig: { numInstances: 2 } } } };
// What the client unpacks from an operation has the numbers of enums, not their names.
const Running = 3;
const states = (metadata) => metadata.graph.nodes.map((node) => node.state);

test('a template is created, read, listed, replaced and deleted', async () => {
  const id = unique('kept');
  const name = `${parent}/workflowTemplates/${id}`;

  const [created] = await templates.createWorkflowTemplate({ parent, template: { id, placement: managed, jobs: [step('one', 'in', 'out', 'cat')] } });
  const [updated] = await templates.updateWorkflowTemplate({ template: { ...created, labels: { team: 'data' } } });
  const [read] = await templates.getWorkflowTemplate({ name });
  const [listed] = await templates.listWorkflowTemplates({ parent });
  await assert.rejects(templates.updateWorkflowTemplate({ template: created }), { code: Code.ABORTED, message: /has version 2, not 1/ });
  await templates.deleteWorkflowTemplate({ name });

  assert.deepEqual([created.name, created.version, updated.version], [name, 1, 2]);
  assert.equal(read.labels.team, 'data');
  assert.ok(listed.some((template) => template.id === id));
  await assert.rejects(templates.getWorkflowTemplate({ name }), { code: Code.NOT_FOUND });
});

test('a workflow with parameters makes its cluster, runs its jobs one after the other, and deletes it', async () => {
  const id = unique('flow');
  await templates.createWorkflowTemplate({
    parent,
    template: {
      id,
      placement: managed,
      jobs: [step('recount', `${id}/words`, `${id}/counts`, 'cut -f 1', 'count'), step('count', 'in', `${id}/words`, 'cat')],
      parameters: [{ name: 'MAPPER', fields: ["jobs['count'].hadoopJob.args[5]"] }],
    },
  });

  const { metadata } = await done(await templates.instantiateWorkflowTemplate({ name: `${parent}/workflowTemplates/${id}`, parameters: { MAPPER: 'tr " " "\\n"' } }));
  const [counts] = await bucket.file(`${id}/counts/part-00000`).download();
  const [job] = await jobs.getJob({ projectId, region, jobId: metadata.graph.nodes[1].jobId });

  assert.equal(metadata.state, 3 /* DONE */);
  assert.ok(metadata.createCluster.done && metadata.deleteCluster.done);
  assert.equal(job.labels['goog-dataproc-workflow-step-id'], 'count');
  assert.match(counts.toString(), /1 +1 a\s+1 +2 b/);
  await assert.rejects(clusters.getCluster({ projectId, region, clusterName: metadata.clusterName }), { code: Code.NOT_FOUND });
});

test('an inline workflow runs on the cluster that its selector finds, and leaves it', async () => {
  const clusterName = unique('pool');
  const id = unique('inline');
  await done(await clusters.createCluster({ projectId, region, cluster: { clusterName, labels: { pool: clusterName } } }));

  const { metadata } = await done(await templates.instantiateInlineWorkflowTemplate({
    parent: `projects/${projectId}/locations/${region}`,
    template: { id, placement: { clusterSelector: { clusterLabels: { pool: clusterName } } }, jobs: [step('only', 'in', `${id}/out`, 'cat')] },
  }));
  const [cluster] = await clusters.getCluster({ projectId, region, clusterName });

  assert.equal(metadata.clusterName, clusterName);
  assert.equal(metadata.createCluster, null);
  assert.equal(cluster.status.state, 'RUNNING');
});

test('a step that fails is the error of the operation, and the cluster is gone', async () => {
  const id = unique('fails');
  const [operation] = await templates.instantiateInlineWorkflowTemplate({
    parent, template: { id, placement: managed, jobs: [step('bad', 'in', `${id}/a`, 'false'), step('after', `${id}/a`, `${id}/b`, 'cat', 'bad')] },
  });

  await assert.rejects(operation.promise(), { code: Code.ABORTED, message: /Step 'bad' failed/ });

  // Of an operation that failed the client keeps the error alone.
  const { metadata } = await (await fetch(new URL(`v1/${operation.name}`, dataprocUrl))).json();
  assert.deepEqual(states(metadata), ['FAILED', 'FAILED']);
  await assert.rejects(clusters.getCluster({ projectId, region, clusterName: metadata.clusterName }), { code: Code.NOT_FOUND });
});

test('a workflow is cancelled with its operation', async () => {
  const id = unique('cancel');
  const [operation] = await templates.instantiateInlineWorkflowTemplate({
    parent, template: { id, placement: managed, jobs: [step('long', 'in', `${id}/out`, 'sleep 60')] },
  });
  const look = async () => (await templates.checkInstantiateInlineWorkflowTemplateProgress(operation.name)).metadata;
  await until('a running step', look, (metadata) => states(metadata)[0] === Running);

  await operation.cancel();

  await assert.rejects(operation.promise(), { code: Code.CANCELLED });
});

test('refusals have the codes that the client knows', async () => {
  const id = unique('refused');
  const circle = [step('one', 'in', 'a', 'cat', 'two'), step('two', 'a', 'b', 'cat', 'one')];

  await assert.rejects(templates.createWorkflowTemplate({ parent, template: { id, placement: managed, jobs: circle } }), { code: Code.INVALID_ARGUMENT, message: /circle/ });
  await assert.rejects(templates.instantiateWorkflowTemplate({ name: `${parent}/workflowTemplates/${id}` }), { code: Code.NOT_FOUND });
});
