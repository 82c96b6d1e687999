using Microsoft.AspNetCore.Http;

namespace Spydra.Emulator.Storage;

/// <summary>The methods of the Cloud Storage JSON API that the emulator has, for the route table; <paramref name="dispatch"/> answers one request of a batch.</summary>
internal sealed class StorageApi(ObjectStore store, TimeProvider time, Func<HttpContext, Task> dispatch)
{
    public BucketsApi Buckets { get; } = new(store);

    public MediaApi Media { get; } = new(store);

    public ObjectsApi Objects { get; } = new(store, new MediaApi(store));

    public UploadApi Uploads { get; } = new(store, time);

    public CopyApi Copies { get; } = new(store);

    public BatchApi Batch { get; } = new(dispatch);
}
