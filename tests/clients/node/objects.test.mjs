import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, test } from 'node:test';
import { unique } from '../emulator.mjs';
import { storage } from './google.mjs';

const bucket = storage.bucket(unique('objects'));
const read = async (file) => (await file.download())[0].toString();

before(() => bucket.create());

for (const [what, name, text] of [
  ['plain', 'plain.txt', 'hello'],
  ['empty', 'empty', ''],
  ['with a name in many scripts', 'grüße/日本語/🙂 & more?#%2F+.txt', 'scripts'],
  ['with slashes that name no folders', 'a//b/../c/', 'slashes'],
]) {
  test(`an object is written and read: ${what}`, async () => {
    const file = bucket.file(name);

    await file.save(text, { contentType: 'text/plain', resumable: false });
    const [metadata] = await file.getMetadata();

    assert.equal(await read(file), text);
    assert.equal(metadata.name, name);
    assert.equal(metadata.size, String(text.length));
    assert.equal(metadata.contentType, 'text/plain');
    assert.equal(metadata.md5Hash, createHash('md5').update(text).digest('base64'));
  });
}

test('metadata is set with the content, changed and taken away', async () => {
  const file = bucket.file('metadata');
  await file.save('x', { metadata: { cacheControl: 'no-store', contentLanguage: 'de', metadata: { owner: 'me', other: 'x' } } });

  const [before] = await file.getMetadata();
  const [after] = await file.setMetadata({ cacheControl: null, metadata: { owner: 'you', other: null } });

  assert.deepEqual([before.cacheControl, before.contentLanguage, before.metadata], ['no-store', 'de', { owner: 'me', other: 'x' }]);
  assert.deepEqual([after.cacheControl, after.metadata], [undefined, { owner: 'you' }]);
  assert.equal(after.generation, before.generation);
  assert.equal(Number(after.metageneration), Number(before.metageneration) + 1);
});

test('a precondition on the generation keeps a second writer out', async () => {
  const file = bucket.file('guarded');

  await file.save('first', { preconditionOpts: { ifGenerationMatch: 0 } });
  const [{ generation }] = await file.getMetadata();
  await assert.rejects(file.save('second', { preconditionOpts: { ifGenerationMatch: 0 }, resumable: false }), { code: 412 });
  await file.save('third', { preconditionOpts: { ifGenerationMatch: generation } });
  await assert.rejects(file.delete({ ifGenerationMatch: generation }), { code: 412 });
  await assert.rejects(file.setMetadata({ contentType: 'a/b' }, { ifMetagenerationMatch: 7 }), { code: 412 });
  await assert.rejects(bucket.file('guarded', { generation }).download(), { code: 404 });

  assert.equal(await read(file), 'third');
});

test('objects are copied, moved, renamed and composed', async () => {
  const other = storage.bucket(unique('other'));
  await other.create();
  const source = bucket.file('source.txt');
  await source.save('source', { contentType: 'text/x-source', metadata: { metadata: { kept: 'yes' } } });

  const [copy] = await source.copy(other.file('deep/copy.txt'));
  await source.copy(bucket.file('to-move'));
  await bucket.file('to-move').move('moved');
  await bucket.file('moved').rename('renamed');
  await bucket.file('renamed').moveFileAtomic('at-once');
  await bucket.file('part').save(' and a part');
  const [whole] = await bucket.combine([source, bucket.file('part')], bucket.file('whole'));

  assert.equal(await read(copy), 'source');
  const [metadata] = await copy.getMetadata();
  assert.deepEqual([metadata.contentType, metadata.metadata], ['text/x-source', { kept: 'yes' }]);
  assert.deepEqual(await Promise.all(['to-move', 'moved', 'renamed', 'at-once'].map(async (name) => (await bucket.file(name).exists())[0])), [false, false, false, true]);
  assert.equal(await read(whole), 'source and a part');
  assert.equal((await whole.getMetadata())[0].componentCount, 2);
});

test('a listing knows prefixes, delimiters, globs and pages', async () => {
  const listed = storage.bucket(unique('listed'));
  await listed.create();
  const names = ['a.txt', 'dir/b.txt', 'dir/c.csv', 'dir/sub/d.txt', 'e.txt'];
  await Promise.all(names.map((name) => listed.file(name).save(name, { resumable: false })));
  const list = async (query) => (await listed.getFiles(query))[0].map((file) => file.name);

  assert.deepEqual(await list({}), names);
  assert.deepEqual(await list({ prefix: 'dir/' }), ['dir/b.txt', 'dir/c.csv', 'dir/sub/d.txt']);
  assert.deepEqual(await list({ matchGlob: '**.txt' }), ['a.txt', 'dir/b.txt', 'dir/sub/d.txt', 'e.txt']);
  assert.deepEqual(await list({ startOffset: 'dir/c', endOffset: 'e' }), ['dir/c.csv', 'dir/sub/d.txt']);
  const [files, , response] = await listed.getFiles({ prefix: 'dir/', delimiter: '/', autoPaginate: false });
  assert.deepEqual([files.map((file) => file.name), response.prefixes], [['dir/b.txt', 'dir/c.csv'], ['dir/sub/']]);

  const paged = [];
  for (let query = { maxResults: 2, autoPaginate: false }; query;) {
    const [page, next] = await listed.getFiles(query);
    assert.ok(page.length <= 2);
    paged.push(...page.map((file) => file.name));
    query = next;
  }

  assert.deepEqual(paged, names);
});

test('many objects are deleted at once', async () => {
  const full = storage.bucket(unique('full'));
  await full.create();
  await Promise.all(Array.from({ length: 25 }, (_, i) => full.file(`${i % 2 ? 'odd' : 'even'}/${i}`).save('x', { resumable: false })));

  await full.deleteFiles({ prefix: 'odd/' });
  const [left] = await full.getFiles();
  await full.deleteFiles({ force: true });
  await full.delete();

  assert.equal(left.length, 13);
  assert.ok(left.every((file) => file.name.startsWith('even/')));
});
