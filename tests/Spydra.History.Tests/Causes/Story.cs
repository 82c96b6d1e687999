using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.History.Causes;

/// <summary>How tests gather stories.</summary>
internal static class Story
{
    public const string Client = "nightly-etl";

    /// <summary>The folder of the corpus; null where it is not.</summary>
    public static string? Corpus { get; } = RepositoryFiles.Shared("hadoop-golden") is { } shared ? Path.Combine(shared, "3.3.6") : null;

    /// <summary>The rows of the corpus, field by name.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Cases()
    {
        if (Corpus is null) return [];
        var lines = File.ReadAllLines(Path.Combine(Corpus, "cases.tsv"));
        var names = lines[0].Split('\t');
        return lines.Skip(1).Select(line => line.Split('\t').Zip(names).ToDictionary(each => each.Second, each => each.First, StringComparer.Ordinal));
    }

    /// <summary>The story of a case without what its driver printed.</summary>
    public static Task<FailureStory> OfAsync(IReadOnlyDictionary<string, string> row) => OfAsync(new FolderSource(Path.Combine(Corpus!, "bucket")), row["client_id"], row["application"]);

    /// <summary>The story of the case with that name.</summary>
    public static Task<FailureStory> OfAsync(string name) => OfAsync(Cases().First(row => row["case"] == name));

    public static Task<FailureStory> OfAsync(IArchiveSource archive, string client, params string[] applications) => GatherAsync(new CauseQuestion
    {
        Archive = archive,
        ClientId = client,
        Applications = [.. applications.Select(each => YarnApplicationId.TryParse(each, out var id) ? id : throw new ArgumentException(each, nameof(applications)))],
    });

    public static Task<FailureStory> GatherAsync(CauseQuestion question) => CauseSearch.GatherAsync(question, _ => { }, CancellationToken.None);

    /// <summary>Whether a text stands anywhere in the story.</summary>
    public static bool Tells(this FailureStory story, string text) =>
        story.Troubles.Concat(story.LastLines).Any(trouble => trouble.Text.Contains(text, StringComparison.Ordinal)
            || trouble.Chain.Any(thrown => $"{thrown.Type}: {thrown.Message}".Contains(text, StringComparison.Ordinal)))
        || story.Stragglers.Any(straggler => straggler.Work.Contains(text, StringComparison.Ordinal));

    /// <summary>The ids of the steps on the path, in their order.</summary>
    public static IEnumerable<string> OnPath(this FailureStory story) => story.Steps.Where(step => step.IsOnPath).Select(step => step.Id);
}
