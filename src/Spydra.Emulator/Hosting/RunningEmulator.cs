using System.Text.Json.Nodes;

namespace Spydra.Emulator.Hosting;

/// <summary>Where a running emulator answers, as its data folder's <c>emulator.json</c> says.</summary>
/// <param name="ProcessId">The process that runs it.</param>
/// <param name="DataprocUrl">The address of the Dataproc API, with a trailing slash.</param>
/// <param name="StorageUrl">The address of the Cloud Storage API, with a trailing slash.</param>
/// <param name="Standalone">Whether it runs for whoever comes, and not for one run that takes it along when it ends.</param>
public sealed record RunningEmulator(int ProcessId, Uri DataprocUrl, Uri StorageUrl, bool Standalone)
{
    private const string FileName = "emulator.json";

    internal void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var json = new JsonObject
        {
            ["pid"] = ProcessId,
            ["dataprocUrl"] = DataprocUrl.AbsoluteUri,
            ["storageUrl"] = StorageUrl.AbsoluteUri,
            ["standalone"] = Standalone,
        };
        File.WriteAllText(path + ".tmp", json.ToString() + "\n");
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>What the file says, or null when it is not there or not whole; whether the emulator still runs is for the lock to say.</summary>
    internal static RunningEmulator? Read(string folder)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, FileName)))!;
            return new(json["pid"]!.GetValue<int>(), new Uri(json["dataprocUrl"]!.GetValue<string>()), new Uri(json["storageUrl"]!.GetValue<string>()), json["standalone"]!.GetValue<bool>());
        }
        catch (Exception)
        {
            // Missing, half written or not ours: for the reader it is the same.
            return null;
        }
    }

    internal static void Forget(string folder) => File.Delete(Path.Combine(folder, FileName));
}
