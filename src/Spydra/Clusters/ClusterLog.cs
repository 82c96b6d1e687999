using System.Text;
using System.Text.RegularExpressions;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Storage;

namespace Spydra.Clusters;

/// <summary>
/// Shows the log of the node on which a cluster failed to come up. The service names it in its own text, and only where it lies among what this
/// very cluster wrote is it read.
/// </summary>
public sealed partial class ClusterLog(StorageClient storage, IRunListener listener, TimeProvider time)
{
    /// <summary>A cluster costs money while its log is read.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private const int MostBytes = 64 << 10;

    /// <summary>Tells the end of the log that the text names; a warning where it cannot be read, nothing where none is named.</summary>
    public async Task ShowAsync(string cluster, string? uuid, string text, CancellationToken cancellationToken)
    {
        if (uuid is null || Find(text, uuid) is not { } uri) return;
        using var deadline = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            if (await TailAsync(uri, either.Token) is { } lines) listener.On(new RunEvent.ClusterLogFound(cluster, uri.ToString(), lines));
            else listener.On(new RunEvent.Warned($"the log {uri} of cluster '{cluster}' is not there"));
        }
        catch (Exception e) when (e is SpydraException or IOException or OperationCanceledException)
        {
            var reason = e is OperationCanceledException ? $"it took longer than {Limit.TotalSeconds:0} s, or the run was interrupted" : e.Message;
            listener.On(new RunEvent.Warned($"the log {uri} of cluster '{cluster}' could not be read: {reason}"));
        }
    }

    /// <summary>The log that a text of the service names, if it is of the cluster with this uuid.</summary>
    internal static GsUri? Find(string text, string uuid) =>
        Named().Matches(text).FirstOrDefault(match => match.Groups["uuid"].Value == uuid) is { } found && GsUri.TryParse(found.Value, out var uri) ? uri : null;

    private async Task<IReadOnlyList<string>?> TailAsync(GsUri uri, CancellationToken cancellationToken)
    {
        using var read = await storage.For(new CallBudget(Limit)).ReadTailAsync(uri, MostBytes, cancellationToken);
        if (read is null) return null;
        using var kept = new MemoryStream();
        long seen = 0;
        await foreach (var bytes in read.BytesAsync(cancellationToken))
        {
            seen += bytes.Length;
            if (kept.Length + bytes.Length > 2 * MostBytes) Drop(kept);
            kept.Write(bytes.Span);
        }

        if (read.Broken is { } broken && kept.Length == 0) throw broken;
        Drop(kept);
        return Lines(Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length), isWhole: seen <= MostBytes && (read.Length ?? seen) <= seen);
    }

    /// <summary>Keeps the end: a server may send more than was asked for.</summary>
    private static void Drop(MemoryStream kept)
    {
        var surplus = (int)kept.Length - MostBytes;
        if (surplus <= 0) return;
        var buffer = kept.GetBuffer();
        Buffer.BlockCopy(buffer, surplus, buffer, 0, MostBytes);
        kept.SetLength(MostBytes);
        kept.Position = MostBytes;
    }

    /// <summary>The lines, but for one at the beginning that is not whole.</summary>
    private static string[] Lines(string text, bool isWhole)
    {
        string[] lines = [.. text.TrimEnd('\n', '\r').Split('\n').Select(line => line.TrimEnd('\r'))];
        return isWhole || lines.Length == 1 ? lines : lines[1..];
    }

    // https://cloud.google.com/dataproc/docs/concepts/configuring-clusters/init-actions: where the output of initialization actions lies.
    [GeneratedRegex(@"gs://[a-z0-9][a-z0-9._-]*/google-cloud-dataproc-metainfo/(?<uuid>[0-9A-Za-z-]+)/[a-z0-9-]+/dataproc-(initialization-script-[0-9]+|startup-script)_output", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}
