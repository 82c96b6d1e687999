namespace Spydra.Emulator.Storage;

/// <summary>What a writer may say about an object, and change later without writing it again. Absence is null, never an empty text.</summary>
public sealed record ObjectAttributes
{
    /// <summary>Nothing said at all.</summary>
    public static readonly ObjectAttributes None = new();

    /// <summary>The media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>How the stored bytes are encoded; with <c>gzip</c> a download is unpacked for readers that do not accept it.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The Content-Disposition of downloads.</summary>
    public string? ContentDisposition { get; init; }

    /// <summary>The Content-Language of downloads.</summary>
    public string? ContentLanguage { get; init; }

    /// <summary>The Cache-Control of downloads.</summary>
    public string? CacheControl { get; init; }

    /// <summary>The storage class; null is the bucket's own, STANDARD.</summary>
    public string? StorageClass { get; init; }

    /// <summary>A time the writer chose, as it was sent (RFC 3339).</summary>
    public string? CustomTime { get; init; }

    /// <summary>The writer's own keys and values.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
