namespace Spydra.Emulator.Jobs.Archive;

/// <summary>A folder in a bucket. <paramref name="Prefix"/> is what the names of its objects start with: empty, or with a slash at its end.</summary>
internal sealed record BucketFolder(string Bucket, string Prefix)
{
    private const string Scheme = "gs://";

    /// <summary>The folder of a <c>gs://</c> URI; null for anything else.</summary>
    public static BucketFolder? Parse(string? uri)
    {
        if (uri?.StartsWith(Scheme, StringComparison.Ordinal) != true) return null;
        var parts = uri[Scheme.Length..].Split('/', 2);
        if (parts[0].Length == 0) return null;
        var path = parts.Length == 1 ? "" : parts[1].Trim('/');
        return new(parts[0], path.Length == 0 ? "" : path + "/");
    }

    /// <summary>The folder below this one.</summary>
    public BucketFolder Below(string path) => new(Bucket, $"{Prefix}{path}/");

    public string ObjectName(string name) => Prefix + name;
}
