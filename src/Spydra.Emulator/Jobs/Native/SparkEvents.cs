using System.Globalization;
using System.Text.RegularExpressions;
using Spydra.Emulator.Jobs.Archive;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>
/// A job's Spark event logs, where they belong in a bucket: Spark writes them into a folder of the job's, and they are copied when the driver has
/// ended. There they are named after the application that the job shows, in place of the <c>local-...</c> by which Spark itself calls it.
/// </summary>
internal sealed partial class SparkEvents(DriverContext context)
{
    private const string Switch = "spark.eventLog.enabled";
    private const string Place = "spark.eventLog.dir";

    private readonly string folder = Path.Combine(context.WorkFolder, "spark-events");
    private BucketFolder? bucket;

    /// <summary>Has Spark write to the folder what the properties send to a bucket. On Dataproc's images event logs are on unless a property says no.</summary>
    public void TakeOver(Dictionary<string, string> properties)
    {
        bucket = BucketFolder.Parse(properties.GetValueOrDefault(Place));
        if (bucket is null) return;
        properties.TryAdd(Switch, "true");
        properties[Place] = "file://" + Directory.CreateDirectory(folder).FullName;
    }

    /// <summary>Copies what Spark wrote; a sentence on what went wrong, or null.</summary>
    public async Task<string?> UploadAsync()
    {
        if (bucket is null) return null;
        try
        {
            var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
                // The checksums that Hadoop's local file system keeps beside its files.
                .Where(name => !Path.GetFileName(name).StartsWith('.'))
                .Order(StringComparer.Ordinal).ToList();
            // The number in an id is the time when the application began.
            var ids = names.SelectMany(name => LocalId().Matches(name)).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal).ToList();
            foreach (var name in names)
            {
                await using var content = File.OpenRead(Path.Combine(folder, name));
                await context.Objects.WriteAsync(
                    bucket.Bucket, bucket.ObjectName(Renamed(name, ids)), content, "application/octet-stream", CancellationToken.None);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The Spark event log could not be written to gs://{bucket.Bucket}/{bucket.Prefix}: {e.Message}";
        }
    }

    // A driver that begins one application after another has an id for each; Spark itself would number attempts like this.
    private string Renamed(string name, List<string> ids) => LocalId().Replace(name, match =>
    {
        var number = ids.IndexOf(match.Value) + 1;
        return number == 1 ? context.ApplicationId : string.Create(CultureInfo.InvariantCulture, $"{context.ApplicationId}_{number}");
    });

    [GeneratedRegex(@"local-\d+")]
    private static partial Regex LocalId();
}
