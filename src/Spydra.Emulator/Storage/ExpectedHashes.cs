using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Spydra.Emulator.Storage;

/// <summary>The checksums a sender announced, in base64 as the API spells them; null where none was.</summary>
internal sealed record ExpectedHashes(string? Crc32C, string? Md5)
{
    public static readonly ExpectedHashes None = new(null, null);

    /// <summary>From the metadata of an upload.</summary>
    public static ExpectedHashes From(JsonElement metadata) =>
        new(AttributesJson.Text(metadata, "crc32c"), AttributesJson.Text(metadata, "md5Hash"));

    /// <summary>With what the request's x-goog-hash lines say; they come with the last bytes, and so have the last word.</summary>
    public ExpectedHashes With(HttpRequest request)
    {
        var hashes = this;
        foreach (var one in request.Headers["x-goog-hash"].SelectMany(line => (line ?? "").Split(',')))
        {
            if (one.Trim().Split('=', 2) is not [var kind, { Length: > 0 } value]) continue;
            if (kind == "crc32c") hashes = hashes with { Crc32C = value };
            if (kind == "md5") hashes = hashes with { Md5 = value };
        }

        return hashes;
    }

    /// <exception cref="StorageError">400: other bytes came than were sent.</exception>
    public void Verify(BlobContent content)
    {
        var crc = ObjectJson.Crc32CText(content.Crc32C);
        if (Crc32C is not null && Crc32C != crc)
            throw StorageError.Invalid($"Provided CRC32C \"{Crc32C}\" doesn't match calculated CRC32C \"{crc}\".");
        if (Md5 is not null && Md5 != content.Md5)
            throw StorageError.Invalid($"Provided MD5 hash \"{Md5}\" doesn't match calculated MD5 hash \"{content.Md5}\".");
    }
}
