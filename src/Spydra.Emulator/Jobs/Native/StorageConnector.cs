namespace Spydra.Emulator.Jobs.Native;

/// <summary>What points Hadoop's Cloud Storage connector at the emulator.</summary>
internal static class StorageConnector
{
    public static IReadOnlyDictionary<string, string> Properties(Uri storage) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["fs.gs.impl"] = "com.google.cloud.hadoop.fs.gcs.GoogleHadoopFileSystem",
        ["fs.AbstractFileSystem.gs.impl"] = "com.google.cloud.hadoop.fs.gcs.GoogleHadoopFS",
        ["fs.gs.project.id"] = "emulator",
        ["fs.gs.storage.root.url"] = storage.AbsoluteUri.TrimEnd('/') + "/",
        ["google.cloud.auth.null.enable"] = "true",
        ["google.cloud.auth.service.account.enable"] = "false",
    };
}
