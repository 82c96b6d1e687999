using System.Security.Cryptography;
using System.Text;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>Names that the service makes up. They follow from what they name, so that they are the same after a restart and in every emulator.</summary>
internal static class ServiceNames
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The staging bucket: one per project and region.</summary>
    public static string StagingBucket(string project, string region) => Bucket("dataproc-staging", project, region);

    /// <summary>The bucket for what a cluster leaves behind for a while.</summary>
    public static string TempBucket(string project, string region) => Bucket("dataproc-temp", project, region);

    /// <summary>Where a cluster's files lie in its bucket.</summary>
    public static string MetaInfo(string clusterUuid) => $"google-cloud-dataproc-metainfo/{clusterUuid}/";

    /// <summary>A secondary worker's name: four characters that tell it from its siblings.</summary>
    public static string SecondaryWorker(string cluster, string clusterUuid, int number) =>
        $"{cluster}-sw-{Suffix($"{clusterUuid}/{number}", 4)}";

    /// <summary>The name of a workflow's cluster or job: the one it was given, and 13 characters that tell the workflow from others.</summary>
    public static string OfWorkflow(string name, string operation) => $"{name}-{Suffix(operation, 13)}";

    /// <summary>A name-based (version 3) UUID, as the service gives where a client chose an id.</summary>
    public static string NameUuid(params string[] name)
    {
        // MD5 is what version 3 is made of, and nothing here is a secret.
#pragma warning disable CA5351
        var bytes = MD5.HashData(Encoding.UTF8.GetBytes(string.Join('\0', name)));
#pragma warning restore CA5351
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x30);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static string Bucket(string kind, string project, string region)
    {
        var number = 100_000_000_000 + (BitConverter.ToInt64(Hash(project)) & long.MaxValue) % 900_000_000_000;
        return $"{kind}-{region}-{number}-{Suffix($"{kind}/{project}/{region}", 8)}";
    }

    private static string Suffix(string of, int length) => string.Concat(Hash(of).Take(length).Select(value => Letters[value % Letters.Length]));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
