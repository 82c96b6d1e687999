using System.Text.Json.Nodes;

namespace Spydra.Gcp.Storage;

/// <summary>
/// How a file is put into an object, decided by its size alone: a small one with one request, metadata and content in one body; a large one
/// in a session, piece by piece, so that a broken connection costs a piece. See https://cloud.google.com/storage/docs/uploads-downloads.
/// </summary>
/// <param name="Target">The object.</param>
/// <param name="Bytes">The file's size.</param>
public sealed record UploadRequest(GsUri Target, long Bytes)
{
    /// <summary>The largest file, in bytes, that is sent with one request.</summary>
    public const long LargestInOneRequest = 8_000_000;

    /// <summary>Pieces but the last are whole multiples of this, 256 KiB: the service keeps nothing less.</summary>
    public const int SmallestPiece = 256 * 1024;

    /// <summary>The largest piece of a file that is sent in pieces, in bytes.</summary>
    public const int LargestPiece = 32 * SmallestPiece;

    /// <summary>The generation of a name that has no object.</summary>
    public const string Nothing = "0";

    internal const string ContentType = "application/octet-stream";

    /// <summary>Whether it is sent piece by piece.</summary>
    public bool IsResumable => Bytes > LargestInOneRequest;

    /// <summary>
    /// Where the first request goes. The object is only written <paramref name="onto"/> this generation, so that a try whose answer was lost
    /// can be repeated: the service refuses to do it twice.
    /// </summary>
    public Uri Address(Endpoints endpoints, string onto = Nothing) => new(endpoints.Storage,
        $"upload/storage/v1/b/{Uri.EscapeDataString(Target.Bucket)}/o?uploadType={(IsResumable ? "resumable" : "multipart")}"
        + $"&name={Uri.EscapeDataString(Target.Name)}&ifGenerationMatch={onto}");

    /// <summary>What is said of the object before its content; with a checksum, the service itself refuses other content.</summary>
    public static JsonObject Metadata(string? crc32C = null)
    {
        var metadata = new JsonObject { ["contentType"] = ContentType };
        if (crc32C is not null) metadata["crc32c"] = crc32C;
        return metadata;
    }
}
