// Google's clients, pointed at the emulator as docs/emulator.md says.
import dataproc from '@google-cloud/dataproc';
import { Storage } from '@google-cloud/storage';
import { PassThroughClient } from 'google-auth-library';
import { dataprocUrl, projectId, storageUrl } from '../emulator.mjs';

// A client without credentials that leaves errors to the Dataproc client, which then gives them their gRPC codes.
class Anonymous extends PassThroughClient {
  fetch(url, options) {
    return super.fetch(url, { ...options, validateStatus: () => true });
  }
}

const options = {
  fallback: true,
  protocol: 'http',
  apiEndpoint: dataprocUrl.hostname,
  port: Number(dataprocUrl.port),
  authClient: new Anonymous(),
};

export const clusters = new dataproc.v1.ClusterControllerClient(options);
export const jobs = new dataproc.v1.JobControllerClient(options);
export const policies = new dataproc.v1.AutoscalingPolicyServiceClient(options);
export const templates = new dataproc.v1.WorkflowTemplateServiceClient(options);
export const batches = new dataproc.v1.BatchControllerClient(options);
export const sessions = new dataproc.v1.SessionControllerClient(options);
export const nodeGroups = new dataproc.v1.NodeGroupControllerClient(options);
export const storage = new Storage({ apiEndpoint: storageUrl, projectId });

export const Code = { CANCELLED: 1, INVALID_ARGUMENT: 3, NOT_FOUND: 5, ALREADY_EXISTS: 6, FAILED_PRECONDITION: 9, ABORTED: 10, UNIMPLEMENTED: 12 };

/** Waits for a long-running operation, and gives its response and its metadata. */
export async function done([operation]) {
  const [response] = await operation.promise();
  return { response, metadata: operation.metadata, name: operation.name };
}

/** The text behind a gs:// prefix, as the driver of a job leaves it: PREFIX.000000000, PREFIX.000000001, ... until an empty object. */
export async function driverOutput(uri) {
  const { bucket, name } = object(uri);
  const [files] = await storage.bucket(bucket).getFiles({ prefix: `${name}.` });
  const parts = await Promise.all(files.map((file) => file.download()));
  return parts.map(([part]) => part.toString()).join('');
}

export function object(uri) {
  const [, bucket, name] = /^gs:\/\/([^/]+)\/(.*)$/.exec(uri);
  return { bucket, name };
}
