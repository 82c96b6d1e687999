using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Spydra.History.Sources;

namespace Spydra.History.Causes;

/// <summary>What drivers printed, wherever it lies.</summary>
public static partial class DriverTexts
{
    /// <summary>Of a job with more applications than this, the rest is another day's work.</summary>
    private const int MostApplications = 50;

    private const int Piece = 1 << 16;

    /// <summary>Longer than any line of which an id is the end.</summary>
    private const int Overlap = 512;

    /// <summary>Output of which more is not looked through for ids; in bytes.</summary>
    private const long MostSearched = 1L << 30;

    /// <summary>The output below a prefix, as Dataproc writes it (<c>PREFIX.000000000</c> and so on, one text together), or the one object of that name; null where there is neither.</summary>
    /// <exception cref="SpydraException">It could not be looked for.</exception>
    public static async Task<DriverText?> FindAsync(IArchiveSource source, string name, CancellationToken cancellationToken)
    {
        List<ArchivedFile> parts = [];
        await foreach (var file in source.ListAsync(name, cancellationToken))
        {
            if (file.Name == name) return Of([file]);
            if (PartNumber().Match(file.Name, name.Length) is { Success: true, Index: var at } && at == name.Length) parts.Add(file);
        }

        return parts.Count == 0 ? null : Of(parts);

        DriverText Of(List<ArchivedFile> files) => new(source.Describe(name), _ => Task.FromResult<Stream>(new JoinedStream(source, files)));
    }

    /// <summary>A text that is held already.</summary>
    public static DriverText Of(string name, string text) => new(name, _ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false)));

    /// <summary>The applications of which a driver says that it submitted them, in that order.</summary>
    /// <exception cref="SpydraException">The text cannot be read.</exception>
    public static async Task<ImmutableArray<YarnApplicationId>> ApplicationsAsync(DriverText driver, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<YarnApplicationId>();
        await using var stream = await driver.OpenAsync(cancellationToken);
        var buffer = new byte[Piece + Overlap];
        var kept = 0;
        for (var (searched, atEnd) = (0L, false); !atEnd && searched < MostSearched && found.Count < MostApplications;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(kept, Piece), cancellationToken);
            (searched, atEnd) = (searched + read, read == 0);
            var text = Encoding.Latin1.GetString(buffer, 0, kept + read) + (atEnd ? "\n" : "");
            foreach (Match match in Submitted().Matches(text))
            {
                // What ends with the piece may go on in the next one.
                if (match.Index + match.Length < text.Length && YarnApplicationId.TryParse(match.Groups["id"].Value, out var id) && !found.Contains(id)) found.Add(id);
            }

            var keep = Math.Min(Overlap, kept + read);
            Array.Copy(buffer, kept + read - keep, buffer, 0, keep);
            kept = keep;
        }

        return found.ToImmutable();
    }

    [GeneratedRegex(@"\.[0-9]{9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PartNumber();

    // Hadoop's YarnClientImpl and Job, and Spark's yarn.Client, which polls.
    [GeneratedRegex("(Submitted application |Running job: |Application report for )(?<id>(application|job)_[0-9]{1,18}_[0-9]{4,9})(?![0-9])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Submitted();
}
