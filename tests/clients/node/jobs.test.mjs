import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { projectId, region, streamingJar, unique, until } from '../emulator.mjs';
import { Code, clusters, done, driverOutput, jobs, storage } from './google.mjs';

const clusterName = unique('jobs');
const bucket = storage.bucket(unique('words'));
const active = new Set(['PENDING', 'SETUP_DONE', 'RUNNING', 'CANCEL_PENDING', 'CANCEL_STARTED']);

before(async () => {
  await bucket.create();
  await bucket.file('in/a.txt').save('b a b\n');
  await done(await clusters.createCluster({ projectId, region, cluster: { clusterName } }));
});

const streaming = (jobId, args, more = {}) => ({
  reference: { jobId },
  placement: { clusterName },
  hadoopJob: { mainJarFileUri: streamingJar, args },
  ...more,
});
const wordCount = (jobId, more) => streaming(jobId, [
  '-input', `gs://${bucket.name}/in`, '-output', `gs://${bucket.name}/out/${jobId}`, '-mapper', 'tr " " "\\n"', '-reducer', 'uniq -c',
], more);
const sleeping = (jobId) => streaming(jobId, ['-input', `gs://${bucket.name}/in`, '-output', `gs://${bucket.name}/out/${jobId}`, '-mapper', 'sleep 60']);
const submit = async (job) => (await jobs.submitJob({ projectId, region, job }))[0];
const get = async (jobId) => (await jobs.getJob({ projectId, region, jobId }))[0];
const ended = (jobId) => until(`the end of ${jobId}`, () => get(jobId), (job) => !active.has(job.status.state));

test('a job runs, its output lies in the bucket, and its driver output can be read', async () => {
  const jobId = unique('count');

  const submitted = await submit(wordCount(jobId, { labels: { team: 'data' }, scheduling: { maxFailuresPerHour: 1 } }));
  const job = await ended(jobId);
  const [words] = await bucket.file(`out/${jobId}/part-00000`).download();

  assert.equal(submitted.status.state, 'PENDING');
  assert.equal(job.status.state, 'DONE');
  assert.equal(job.done, true);
  assert.deepEqual(job.statusHistory.map((status) => status.state), ['PENDING', 'SETUP_DONE', 'RUNNING']);
  assert.equal(job.yarnApplications[0].state, 'FINISHED');
  assert.deepEqual(words.toString().trim().split('\n').map((line) => line.trim()), ['1 a', '2 b']);
  assert.match(await driverOutput(job.driverOutputResourceUri), /Job .*completed successfully/i);
});

test('a job submitted as an operation ends with the job as its response', async () => {
  const jobId = unique('operation');

  const { response, metadata } = await done(await jobs.submitJobAsOperation({ projectId, region, job: wordCount(jobId) }));

  assert.equal(response.done, true);
  assert.equal(response.reference.jobId, jobId);
  assert.equal(metadata.jobId, jobId);
});

test('jobs are listed by cluster, state and label, page by page', async () => {
  const team = unique('team');
  const ids = [unique('list'), unique('list'), unique('list')];
  for (const id of ids) await submit(wordCount(id, { labels: { team } }));
  for (const id of ids) await ended(id);
  const query = { projectId, region, clusterName, filter: `labels.team = ${team} AND status.state = NON_ACTIVE` };

  const [all] = await jobs.listJobs(query);
  const [first, next] = await jobs.listJobs({ ...query, pageSize: 2 }, { autoPaginate: false });
  const [rest] = await jobs.listJobs(next, { autoPaginate: false });
  const [active] = await jobs.listJobs({ projectId, region, filter: `labels.team = ${team} AND status.state = ACTIVE` });
  const [matched] = await jobs.listJobs({ projectId, region, clusterName, jobStateMatcher: 'ACTIVE' });

  assert.deepEqual(all.map((job) => job.reference.jobId), [...ids].reverse());
  assert.equal(first.length, 2);
  assert.deepEqual(rest.map((job) => job.reference.jobId), ids.slice(0, 1));
  assert.deepEqual(active, []);
  assert.ok(matched.every((job) => job.status.state !== 'DONE'));
  await assert.rejects(jobs.listJobs({ projectId, region, clusterName: 'nowhere' }), { code: Code.NOT_FOUND, message: /Not found: Cluster/ });
});

test('a running job is cancelled, relabelled, and deleted', async () => {
  const jobId = unique('cancel');
  await submit(sleeping(jobId));
  await until('RUNNING', () => get(jobId), (job) => job.status.state === 'RUNNING');

  await assert.rejects(jobs.deleteJob({ projectId, region, jobId }), { code: Code.FAILED_PRECONDITION });
  const [cancelling] = await jobs.cancelJob({ projectId, region, jobId });
  const job = await ended(jobId);
  const [labelled] = await jobs.updateJob({ projectId, region, jobId, job: { labels: { seen: 'yes' } }, updateMask: { paths: ['labels'] } });
  await jobs.deleteJob({ projectId, region, jobId });

  assert.equal(cancelling.status.state, 'CANCEL_PENDING');
  assert.equal(job.status.state, 'CANCELLED');
  assert.deepEqual(labelled.labels, { seen: 'yes' });
  await assert.rejects(get(jobId), { code: Code.NOT_FOUND, message: /Not found: Job/ });
});

test('a job that fails says why', async () => {
  const jobId = unique('fails');

  await submit(streaming(jobId, ['-input', `gs://${bucket.name}/in`, '-output', `gs://${bucket.name}/out/${jobId}`, '-mapper', 'false']));
  const job = await ended(jobId);

  assert.equal(job.status.state, 'ERROR');
  assert.match(job.status.details, /Google Cloud Dataproc Agent reports job failure/);
  assert.match(await driverOutput(job.driverOutputResourceUri), /subprocess failed with code 1/);
});

test('refusals have the codes that the client knows', async () => {
  const jobId = unique('refused');
  await submit(wordCount(jobId));

  await assert.rejects(submit(wordCount(jobId)), { code: Code.ALREADY_EXISTS, message: /Failed to submit job/ });
  await assert.rejects(submit({ placement: { clusterName } }), { code: Code.INVALID_ARGUMENT, message: /has no type/ });
  await assert.rejects(submit({ ...wordCount(unique('lost')), placement: { clusterName: 'nowhere' } }), { code: Code.NOT_FOUND });
  await ended(jobId);
  await assert.rejects(jobs.cancelJob({ projectId, region, jobId }), { code: Code.FAILED_PRECONDITION, message: /cancellable states/ });
});
