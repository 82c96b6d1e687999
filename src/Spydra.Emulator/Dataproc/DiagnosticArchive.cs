using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Dataproc;

/// <summary>What a diagnosis looked at.</summary>
internal sealed record Diagnosed(ClusterRecord Cluster, IReadOnlyList<JobRecord> Jobs, IReadOnlyList<JsonObject> Operations)
{
    public string Summary()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Cluster: {Cluster.ResourceName} ({Cluster.Uuid})\nState: {Cluster.State}\n");
        if (Cluster.Resource.Text("status.detail") is { } detail) text.Append(CultureInfo.InvariantCulture, $"Detail: {detail}\n");
        text.Append(CultureInfo.InvariantCulture, $"Jobs: {Jobs.Count}\n");
        foreach (var job in Jobs) text.Append(CultureInfo.InvariantCulture, $"  {job.Id}: {job.State}\n");
        return text.ToString();
    }
}

/// <summary>
/// Writes a diagnosis as a gzipped tar: <c>summary.txt</c>, <c>cluster.json</c>, <c>operations.json</c>, and for each job <c>jobs/ID/job.json</c> and
/// <c>jobs/ID/driveroutput</c>.
/// </summary>
internal static class DiagnosticArchive
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="diagnosed">What goes into it.</param>
    /// <param name="objects">Where the driver output lies.</param>
    /// <param name="folder">A folder for what does not go into memory.</param>
    /// <param name="to">Where the archive is written.</param>
    /// <param name="cancellationToken">Stops it half way.</param>
    public static async Task WriteAsync(Diagnosed diagnosed, IObjectStore objects, string folder, Stream to, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax);
        await AddAsync("summary.txt", new MemoryStream(Encoding.UTF8.GetBytes(diagnosed.Summary())));
        await AddAsync("cluster.json", Json(diagnosed.Cluster.Resource));
        await AddAsync("operations.json", Json(new JsonArray([.. diagnosed.Operations.Select(operation => operation.DeepClone())])));
        foreach (var job in diagnosed.Jobs)
        {
            await AddAsync($"jobs/{job.Id}/job.json", Json(job.Resource));
            await AddAsync($"jobs/{job.Id}/driveroutput", OutputOf(job, objects, folder));
        }

        async Task AddAsync(string name, Stream content)
        {
            await using (content)
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content }, cancellationToken);
        }
    }

    private static MemoryStream Json(JsonNode node)
    {
        var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Readable)) node.WriteTo(writer);
        text.Position = 0;
        return text;
    }

    private static FileStream OutputOf(JobRecord job, IObjectStore objects, string folder)
    {
        // A driver prints without bound: not into memory.
        var output = new FileStream(
            Path.Combine(folder, job.Id), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16, FileOptions.DeleteOnClose);
        var uri = job.Resource.Text("driverOutputResourceUri")!["gs://".Length..].Split('/', 2);
        foreach (var part in objects.BucketExists(uri[0]) ? objects.List(uri[0], uri[1] + ".") : [])
        {
            using var content = objects.OpenRead(part);
            content.CopyTo(output);
        }

        output.Position = 0;
        return output;
    }
}
