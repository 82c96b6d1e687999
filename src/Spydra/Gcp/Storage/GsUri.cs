using System.Diagnostics.CodeAnalysis;

namespace Spydra.Gcp.Storage;

/// <summary>A bucket and an object name, or the start of one: <c>gs://bucket/a/b</c>.</summary>
public sealed record GsUri(string Bucket, string Name)
{
    private const string Scheme = "gs://";

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}{Bucket}/{Name}";

    /// <summary>Reads <c>gs://bucket</c> or <c>gs://bucket/name</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out GsUri? uri)
    {
        uri = null;
        if (text is null || !text.StartsWith(Scheme, StringComparison.Ordinal)) return false;
        var rest = text[Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        if (bucket.Length == 0) return false;
        uri = new GsUri(bucket, slash < 0 ? "" : rest[(slash + 1)..]);
        return true;
    }
}
