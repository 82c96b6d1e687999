import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parent, projectId, region, unique } from '../emulator.mjs';
import { Code, clusters, done, driverOutput, nodeGroups, object, storage } from './google.mjs';

const create = async (clusterName, cluster = {}) => done(await clusters.createCluster({ projectId, region, cluster: { clusterName, ...cluster } }));
const get = async (clusterName) => (await clusters.getCluster({ projectId, region, clusterName }))[0];

test('a cluster is created, read, resized, stopped, started, and deleted', async () => {
  const clusterName = unique('life');

  const created = await create(clusterName, {
    labels: { team: 'data' },
    config: { workerConfig: { numInstances: 2, preemptibility: 'NON_PREEMPTIBLE' }, softwareConfig: { imageVersion: '2.2', optionalComponents: ['JUPYTER'] } },
  });
  assert.equal(created.response.clusterName, clusterName);
  assert.equal(created.metadata.operationType, 'CREATE');

  const cluster = await get(clusterName);
  assert.equal(cluster.status.state, 'RUNNING');
  assert.equal(cluster.labels['goog-dataproc-cluster-name'], clusterName);
  assert.deepEqual(cluster.config.workerConfig.instanceNames, [`${clusterName}-w-0`, `${clusterName}-w-1`]);
  assert.deepEqual(cluster.config.softwareConfig.optionalComponents, ['JUPYTER']);

  const updated = await done(await clusters.updateCluster({
    projectId,
    region,
    clusterName,
    cluster: { labels: { team: 'ads' }, config: { workerConfig: { numInstances: 4 }, secondaryWorkerConfig: { numInstances: 1 } } },
    updateMask: { paths: ['labels', 'config.worker_config.num_instances', 'config.secondary_worker_config.num_instances'] },
    gracefulDecommissionTimeout: { seconds: 60 },
  }));
  assert.equal(updated.response.config.workerConfig.numInstances, 4);
  const resized = await get(clusterName);
  assert.equal(resized.labels.team, 'ads');
  assert.equal(resized.config.workerConfig.instanceNames.length, 4);
  assert.equal(resized.config.secondaryWorkerConfig.numInstances, 1);

  await done(await clusters.stopCluster({ projectId, region, clusterName, clusterUuid: cluster.clusterUuid }));
  assert.equal((await get(clusterName)).status.state, 'STOPPED');
  await done(await clusters.startCluster({ projectId, region, clusterName }));
  assert.equal((await get(clusterName)).status.state, 'RUNNING');

  await done(await clusters.deleteCluster({ projectId, region, clusterName, clusterUuid: cluster.clusterUuid }));
  await assert.rejects(get(clusterName), { code: Code.NOT_FOUND, message: new RegExp(`Not found: Cluster ${parent}/clusters/${clusterName}`) });
});

test('clusters are listed by filters and page by page', async () => {
  const team = unique('team');
  const names = ['a', 'b', 'c'].map((letter) => unique(`list-${letter}`));
  await Promise.all(names.map((name) => create(name, { labels: { team } })));
  const filter = `labels.team = ${team} AND status.state = ACTIVE`;

  const [all] = await clusters.listClusters({ projectId, region, filter });
  const [first, next] = await clusters.listClusters({ projectId, region, filter, pageSize: 2 }, { autoPaginate: false });
  const [second, none] = await clusters.listClusters(next, { autoPaginate: false });
  const streamed = [];
  for await (const cluster of clusters.listClustersAsync({ projectId, region, filter: `clusterName = ${names[1]}` })) streamed.push(cluster.clusterName);
  const [stopped] = await clusters.listClusters({ projectId, region, filter: `labels.team = ${team} AND status.state = STOPPED` });

  assert.deepEqual(all.map((cluster) => cluster.clusterName), names);
  assert.deepEqual(first.map((cluster) => cluster.clusterName), names.slice(0, 2));
  assert.deepEqual(second.map((cluster) => cluster.clusterName), names.slice(2));
  assert.equal(none, null);
  assert.deepEqual(streamed, [names[1]]);
  assert.deepEqual(stopped, []);
  await assert.rejects(clusters.listClusters({ projectId, region, filter: 'colour = red' }), { code: Code.INVALID_ARGUMENT });
});

test('a diagnosis leaves an archive in the staging bucket', async () => {
  const clusterName = unique('diagnosed');
  await create(clusterName);

  const { response, metadata } = await done(await clusters.diagnoseCluster({ projectId, region, clusterName }));
  const { bucket, name } = object(response.outputUri);
  const [archive] = await storage.bucket(bucket).file(name).download();
  const tar = gunzipSync(archive);

  assert.equal(metadata.operationType, 'DIAGNOSE');
  assert.match(response.outputUri, /\/diagnostic\.tar\.gz$/);
  assert.ok(tar.includes('cluster.json') && tar.includes(`"clusterName": "${clusterName}"`));
  assert.match(await driverOutput(response.outputUri), /State: RUNNING/);
});

test('the same request twice makes one cluster', async () => {
  const request = { projectId, region, requestId: unique('request'), cluster: { clusterName: unique('twice') } };

  const [first] = await clusters.createCluster(request);
  const [second] = await clusters.createCluster(request);

  assert.equal(second.name, first.name);
  await second.promise();
  const found = await clusters.checkCreateClusterProgress(first.name);
  assert.equal(found.done, true);
});

test('refusals have the codes that the client knows', async () => {
  const clusterName = unique('refused');
  await create(clusterName);

  await assert.rejects(create(clusterName), { code: Code.ALREADY_EXISTS, message: /Already exists: Failed to create cluster/ });
  await assert.rejects(create('Not_A_Name'), { code: Code.INVALID_ARGUMENT, message: /must match pattern/ });
  await assert.rejects(create(unique('one'), { config: { workerConfig: { numInstances: 1 } } }), { code: Code.INVALID_ARGUMENT, message: /minimum of 2/ });
  await assert.rejects(create(unique('policy'), { config: { autoscalingConfig: { policyUri: `${parent}/autoscalingPolicies/none` } } }), { code: Code.NOT_FOUND });
  await assert.rejects(clusters.startCluster({ projectId, region, clusterName }), { code: Code.FAILED_PRECONDITION, message: /possible states: '\[STOPPED\]'/ });
  await assert.rejects(clusters.deleteCluster({ projectId, region, clusterName, clusterUuid: 'another' }), { code: Code.NOT_FOUND });
  await assert.rejects(
    clusters.updateCluster({ projectId, region, clusterName, cluster: {}, updateMask: { paths: ['config.gce_cluster_config'] } }),
    { code: Code.INVALID_ARGUMENT, message: /cannot be updated/ });
});

test('node groups are said to be unsupported', async () => {
  await assert.rejects(nodeGroups.getNodeGroup({ name: `${parent}/clusters/c/nodeGroups/n` }), { code: Code.UNIMPLEMENTED, message: /unsupported by this emulator/ });
});
