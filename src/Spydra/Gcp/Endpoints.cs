namespace Spydra.Gcp;

/// <summary>The base addresses of the two services, each with a trailing slash: Google's, or an emulator's.</summary>
/// <param name="Dataproc">The root of the Dataproc REST API; paths start at <c>v1/</c>.</param>
/// <param name="Storage">The root of Cloud Storage; paths start at <c>storage/v1/</c> and <c>upload/storage/v1/</c>.</param>
public sealed record Endpoints(Uri Dataproc, Uri Storage)
{
    /// <summary>Google's own.</summary>
    public static Endpoints Google { get; } = new(new Uri("https://dataproc.googleapis.com/"), new Uri("https://storage.googleapis.com/"));

    /// <summary>An address as people write it, made a base: with a trailing slash, and for storage without the API's own path.</summary>
    public static Uri Base(Uri address)
    {
        var text = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        const string apiPath = "/storage/v1";
        if (text.EndsWith(apiPath, StringComparison.Ordinal)) text = text[..^apiPath.Length];
        return new Uri(text + "/");
    }
}
