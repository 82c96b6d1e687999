using System.Globalization;
using Spydra.Emulator.Jobs.Archive;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Dataproc;

/// <summary>
/// Files the histories of jobs that have ended: from the intermediate folder, whoever wrote them there, to the folder of the day on which the job
/// ended. First the summary is deleted, then the history moves, then its configuration.
/// </summary>
internal sealed class HistoryServer(IObjectStore objects)
{
    private const string Extension = ".jhist";
    private const int FinishTimeField = 4;
    private const int JobsPerFolder = 1000;

    private readonly Lock gate = new();

    public void MoveAll(ArchivePlaces places)
    {
        if (places.IntermediateHistory is not { } from || places.DoneHistory is not { } to) return;
        lock (gate)
        {
            foreach (var history in objects.List(from.Bucket, from.Prefix).Where(each => each.Name.EndsWith(Extension, StringComparison.Ordinal)).ToList())
                Move(history, to);
        }
    }

    private void Move(StoredObject history, BucketFolder done)
    {
        var slash = history.Name.LastIndexOf('/') + 1;
        var name = history.Name[slash..];
        var job = name.Split('-')[0];
        if (FolderOf(name) is not { } day) return;
        var target = done.Below(day);
        objects.Delete(history.Bucket, $"{history.Name[..slash]}{job}.summary");
        objects.Move(history.Bucket, history.Name, target.Bucket, target.ObjectName(name));
        var configuration = job + "_conf.xml";
        objects.Move(history.Bucket, history.Name[..slash] + configuration, target.Bucket, target.ObjectName(configuration));
    }

    /// <summary>The folder below done, from a history's name; null where it is none that Hadoop gives.</summary>
    private static string? FolderOf(string name)
    {
        var fields = name.Split('-');
        if (fields.Length <= FinishTimeField
            || !long.TryParse(fields[FinishTimeField], NumberStyles.None, CultureInfo.InvariantCulture, out var finished)
            || finished > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || !long.TryParse(fields[0].AsSpan(fields[0].LastIndexOf('_') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        var day = DateTimeOffset.FromUnixTimeMilliseconds(finished);
        return string.Create(CultureInfo.InvariantCulture, $"{day:yyyy'/'MM'/'dd}/{number / JobsPerFolder:D6}");
    }
}
