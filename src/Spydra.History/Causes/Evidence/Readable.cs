using Spydra.History.Logs;

namespace Spydra.History.Causes.Evidence;

/// <summary>What cannot be read is missing from the story, and no reason to tell none.</summary>
internal static class Readable
{
    public static async Task<Gathered?> TryAsync(Func<Task<Gathered?>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            return Gathered.Without(e.Message);
        }
    }

    public static async Task<FailureStory> TryStoryAsync(Func<Task<FailureStory>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            return FailureStory.Empty with { Missing = [e.Message] };
        }
    }

    public static async Task<(IReadOnlyList<NodeFile> Files, string? Missing)> TryListAsync(Func<ValueTask<List<NodeFile>>> list)
    {
        try
        {
            return (await list(), null);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            return ([], e.Message);
        }
    }

    private static bool IsOfTheFile(Exception e) => e is SpydraException or IOException or UnauthorizedAccessException;
}
