import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { before, test } from 'node:test';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { unique } from '../emulator.mjs';
import { storage } from './google.mjs';

const bucket = storage.bucket(unique('transfers'));
const large = randomBytes((9 << 20) + 12345);
const md5 = (bytes) => createHash('md5').update(bytes).digest('base64');

before(() => bucket.create());

for (const [what, options] of [
  ['in one request', {}],
  ['in chunks of 1 MiB', { chunkSize: 1 << 20 }],
  ['in chunks of 256 KiB, its MD5 checked', { chunkSize: 1 << 18, validation: 'md5' }],
]) {
  test(`more than 8 MB is uploaded with a resumable upload ${what}`, async () => {
    const file = bucket.file(unique('large'));

    await file.save(large, { resumable: true, ...options });
    const [metadata] = await file.getMetadata();
    const [read] = await file.download({ validation: 'md5' });

    assert.equal(metadata.size, String(large.length));
    assert.equal(metadata.md5Hash, md5(large));
    assert.ok(read.equals(large));
  });
}

test('a stream of unknown length is uploaded, and read as a stream', async () => {
  const file = bucket.file('streamed');
  const pieces = Array.from({ length: 40 }, () => randomBytes(100_000));

  await pipeline(Readable.from(pieces), file.createWriteStream({ resumable: true, chunkSize: 1 << 20 }));
  const read = [];
  for await (const piece of file.createReadStream()) read.push(piece);

  assert.ok(Buffer.concat(read).equals(Buffer.concat(pieces)));
});

test('an upload that was broken off goes on where it stopped', async () => {
  const file = bucket.file('resumed');
  const [uri] = await file.createResumableUpload({ metadata: { contentType: 'application/x-resumed' } });
  const first = 1 << 20;

  const half = await fetch(uri, { method: 'PUT', body: large.subarray(0, first), headers: { 'Content-Range': `bytes 0-${first - 1}/*` } });
  await pipeline(Readable.from([large.subarray(first)]), file.createWriteStream({ uri, offset: first, isPartialUpload: false, resumable: true, validation: false }));
  const [metadata] = await file.getMetadata();

  assert.equal(half.status, 308);
  assert.equal(metadata.md5Hash, md5(large));
});

test('a part of an object is read by its range', async () => {
  const file = bucket.file('ranges');
  await file.save('0123456789');
  const range = async (options) => (await file.download(options))[0].toString();

  assert.equal(await range({ start: 2, end: 4 }), '234');
  assert.equal(await range({ start: 7 }), '789');
  assert.equal(await range({ start: 0, end: 0 }), '0');
  assert.equal(await range({ end: -3 }), '789');
  await assert.rejects(range({ start: 10, end: 20 }), { code: 416 });
});

test('content that arrives damaged is refused by the service, and told by the client', async () => {
  const file = bucket.file('checked');
  await file.save('content', { resumable: false, validation: 'crc32c' });

  await assert.rejects(bucket.file('never').save('content', { resumable: false, metadata: { md5Hash: md5('other') } }), { code: 400 });
  assert.equal((await file.download({ validation: 'crc32c' }))[0].toString(), 'content');
  assert.deepEqual(await bucket.file('never').exists(), [false]);
});

test('compressed content is unpacked for those who did not ask for it as it is', async () => {
  const file = bucket.file('packed.txt');
  await file.save(gzipSync('unpacked'), { resumable: false, metadata: { contentEncoding: 'gzip', contentType: 'text/plain' } });

  assert.equal((await file.download())[0].toString(), 'unpacked');
  assert.deepEqual((await file.download({ decompress: false }))[0], gzipSync('unpacked'));
});
