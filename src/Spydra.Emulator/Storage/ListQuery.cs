namespace Spydra.Emulator.Storage;

/// <summary>What a listing asks for. Offsets are names: from <paramref name="StartOffset"/> on, and before <paramref name="EndOffset"/>.</summary>
internal sealed record ListQuery(
    string Prefix = "",
    string Delimiter = "",
    string StartOffset = "",
    string? EndOffset = null,
    bool IncludeTrailingDelimiter = false,
    MatchGlob? Glob = null,
    int MaxResults = ListQuery.LargestPage,
    PageToken? From = null)
{
    /// <summary>Items and prefixes together; a request for more gets this many.</summary>
    public const int LargestPage = 1000;
}

/// <summary>One page of a listing; <paramref name="Next"/> is null on the last.</summary>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, IReadOnlyList<string> Prefixes, PageToken? Next);
