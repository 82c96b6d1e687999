namespace Spydra.History.JobHistory;

/// <summary>What a history does not tell, in one line for a person.</summary>
public static class MissingParts
{
    private const int Named = 3;

    /// <summary>Null where the history is whole and every attempt in it ended.</summary>
    public static string? Of(MapReduceJob job)
    {
        var open = job.Attempts.Where(attempt => attempt.Status is null).Select(attempt => attempt.Id).ToList();
        List<string> parts = [];
        if (job.Damage is { } damage) parts.Add(damage.Message);
        else if (!job.Complete) parts.Add("The file ends before the job did: its writer was cut off, or still runs.");
        if (open.Count > 0) parts.Add($"The end of {open.Count} {(open.Count == 1 ? "attempt" : "attempts")} is not in it: {string.Join(", ", open.Take(Named))}{(open.Count > Named ? ", ..." : "")}.");
        return parts.Count == 0 ? null : "This history is not whole. " + string.Join(' ', parts);
    }
}
