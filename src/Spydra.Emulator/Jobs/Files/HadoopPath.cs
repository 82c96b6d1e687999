namespace Spydra.Emulator.Jobs.Files;

/// <summary>A path as Hadoop writes it: an object of a bucket, or an absolute local path where <see cref="Bucket"/> is null.</summary>
internal sealed record HadoopPath(string? Bucket, string Path)
{
    private const string GoogleStorage = "gs://";

    public bool IsLocal => Bucket is null;

    /// <summary>The last part; empty for a root.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Files whose name starts so are no input: what committers and checksums leave.</summary>
    public bool IsHidden => Name.StartsWith('_') || Name.StartsWith('.');

    /// <summary>Reads a path; one without a scheme is local and relative to <paramref name="workingFolder"/>.</summary>
    /// <exception cref="JobLaunchException">The scheme is none that runs here.</exception>
    public static HadoopPath Parse(string text, string workingFolder)
    {
        if (text.Length == 0) throw new JobLaunchException("Can not create a Path from an empty string");
        if (text.StartsWith(GoogleStorage, StringComparison.OrdinalIgnoreCase))
        {
            var rest = text[GoogleStorage.Length..];
            var slash = rest.IndexOf('/');
            return slash < 0 ? new(rest, "") : new(rest[..slash], Clean(rest[slash..]).TrimStart('/'));
        }

        if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase)) return Local(text[5..], workingFolder);
        var colon = text.IndexOf(':');
        var firstSlash = text.IndexOf('/');
        if (colon > 0 && (firstSlash < 0 || colon < firstSlash))
            throw new JobLaunchException(
                $"No FileSystem for scheme: {text[..colon]}. The emulator has gs:// and the local file system; '{text}' is neither. "
                + "Copy the data to a bucket of the emulator, or to a local folder.");
        return Local(text, workingFolder);
    }

    public HadoopPath Child(string name) => this with { Path = Path.Length == 0 || Path.EndsWith('/') ? Path + name : $"{Path}/{name}" };

    public override string ToString() => IsLocal ? $"file:{Path}" : $"{GoogleStorage}{Bucket}/{Path}";

    private static HadoopPath Local(string path, string workingFolder)
    {
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = path.IndexOf('/', 2);
            path = slash < 0 ? "/" : path[slash..];
        }

        var full = Clean(System.IO.Path.GetFullPath(path, System.IO.Path.GetFullPath(workingFolder)));
        return new(null, full.Length == 0 ? "/" : full);
    }

    private static string Clean(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal)) path = path.Replace("//", "/", StringComparison.Ordinal);
        return path.TrimEnd('/');
    }
}
