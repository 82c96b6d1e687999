using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Spydra.Emulator.Storage;

/// <summary>The open resumable uploads, and for a while the done ones, whose last answer a client may have missed. They end with the process.</summary>
internal sealed class UploadSessions(ObjectStore store, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int MostDone = 1000;

    private readonly ConcurrentDictionary<string, UploadSession> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<UploadSession> done = new();

    public UploadSession Open(UploadPlan plan, long? declaredSize)
    {
        DropExpired();
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return sessions[id] = new UploadSession(id, plan, declaredSize, store.NewBlob(), time.GetUtcNow());
    }

    /// <exception cref="StorageError">404: never opened, cancelled, failed, or of an emulator that has ended.</exception>
    public UploadSession Need(string id) => sessions.GetValueOrDefault(id) ?? throw new StorageError(
        404, "notFound", string.Create(CultureInfo.InvariantCulture, $"No upload session '{id}'. Start the upload again."));

    public void Complete(UploadSession session, StoredObject result)
    {
        session.Result = result;
        session.Dispose();
        done.Enqueue(session);
        while (done.Count > MostDone && done.TryDequeue(out var oldest)) Drop(oldest);
    }

    public void Drop(UploadSession session)
    {
        if (sessions.TryRemove(session.Id, out _)) session.Dispose();
    }

    private void DropExpired()
    {
        var limit = time.GetUtcNow() - Lifetime;
        foreach (var session in sessions.Values.Where(session => session.Opened < limit)) Drop(session);
    }
}
