import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectId, unique } from '../emulator.mjs';
import { storage } from './google.mjs';

test('a bucket is created, read, listed, labelled and deleted', async () => {
  const name = unique('bucket');

  const [bucket] = await storage.createBucket(name, { location: 'EU', storageClass: 'STANDARD', labels: { team: 'data' } });
  const [metadata] = await bucket.getMetadata();
  await bucket.setMetadata({ labels: { team: 'ads' } });
  const [again] = await storage.bucket(name).getMetadata();
  const [listed] = await storage.getBuckets({ project: projectId, prefix: name });
  const [there] = await bucket.exists();
  await bucket.delete();
  const [gone] = await bucket.exists();

  assert.equal(metadata.name, name);
  assert.equal(metadata.location, 'EU');
  assert.equal(metadata.labels.team, 'data');
  assert.equal(again.labels.team, 'ads');
  assert.equal(again.metageneration, '2');
  assert.deepEqual(listed.map((one) => one.name), [name]);
  assert.deepEqual([there, gone], [true, false]);
});

test('refusals have the codes that the client knows', async () => {
  const bucket = storage.bucket(unique('refused'));
  await bucket.create();
  await bucket.file('a').save('a');

  await assert.rejects(bucket.create(), { code: 409 });
  await assert.rejects(bucket.delete(), { code: 409 });
  await assert.rejects(storage.createBucket('Not_A_Name'), { code: 400 });
  await assert.rejects(storage.bucket(unique('nowhere')).getMetadata(), { code: 404 });
  await assert.rejects(storage.bucket(unique('nowhere')).getFiles(), { code: 404 });
  await assert.rejects(storage.bucket(unique('nowhere')).file('a').save('a', { resumable: false }), { code: 404 });
  await assert.rejects(bucket.file('nothing').download(), { code: 404 });
  await assert.rejects(bucket.file('nothing').getMetadata(), { code: 404 });
  await assert.rejects(bucket.file('nothing').delete(), { code: 404 });
  await bucket.file('nothing').delete({ ignoreNotFound: true });
});
