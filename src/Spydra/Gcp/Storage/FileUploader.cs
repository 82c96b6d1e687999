using System.Net;
using System.Net.Http.Headers;

namespace Spydra.Gcp.Storage;

/// <summary>Puts local files into objects, and makes sure that what arrived is what the file holds. Takes little memory, however large the file.</summary>
public sealed class FileUploader(ApiClient api, Endpoints endpoints, StorageClient storage, TimeProvider time)
{
    private const int MostConflicts = 3;

    /// <summary>Uploads a file. An object of that name is replaced, unless it holds the file already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The object.</param>
    /// <param name="reached">Hears how far in the file the upload has come, in bytes; it may go back. Called from any thread.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FileReadException">The file cannot be read to its end.</exception>
    /// <exception cref="FileChangedException">The file changed meanwhile.</exception>
    /// <exception cref="UploadDamagedException">Something else arrived than was sent, also the second time.</exception>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached.</exception>
    public async Task<StoredObject> UploadAsync(string path, GsUri target, Action<long> reached, CancellationToken cancellationToken)
    {
        using var source = UploadSource.Open(path);
        var request = new UploadRequest(target, source.Length);
        var call = $"upload {path} to {target}";
        var (onto, conflicts, damages) = (UploadRequest.Nothing, 0, 0);
        while (true)
        {
            string damage;
            try
            {
                var stored = request.IsResumable
                    ? await new ResumableUpload(api, endpoints, time, request, source, call, reached).SendAsync(onto, cancellationToken)
                    : await SendWholeAsync(request, source, call, onto, reached, cancellationToken);
                var crc32C = await source.ChecksumAsync(cancellationToken);
                source.ThrowIfChanged();
                if (stored.Holds(source.Length, crc32C)) return stored;
                damage = $"{source.Length} bytes with the checksum {crc32C} were sent, and {stored.Bytes} bytes with the checksum {stored.Crc32C ?? "(none)"} are there";
                await RemoveAsync(target, stored.Generation, cancellationToken);
            }
            catch (ApiException e) when (e.Status == HttpStatusCode.PreconditionFailed && conflicts++ < MostConflicts)
            {
                // Either this very upload did it and we missed the answer, or an earlier run of a job of the same id.
                var there = await storage.FindAsync(target, cancellationToken);
                if (there?.Holds(source.Length, await source.ChecksumAsync(cancellationToken)) ?? false)
                {
                    source.ThrowIfChanged();
                    return there;
                }

                onto = there?.Generation ?? UploadRequest.Nothing;
                continue;
            }
            catch (ApiException e) when (SaysDamaged(e))
            {
                source.ThrowIfChanged();
                damage = e.Detail;
            }

            if (++damages == 2) throw new UploadDamagedException(path, target.ToString(), damage);
        }
    }

    /// <summary>The file is read twice: its checksum stands before its content, so that the service can refuse what was damaged.</summary>
    private async Task<StoredObject> SendWholeAsync(
        UploadRequest request, UploadSource source, string call, string onto, Action<long> reached, CancellationToken cancellationToken)
    {
        var metadata = JsonBytes.Of(UploadRequest.Metadata(await source.ChecksumAsync(cancellationToken)));
        try
        {
            return StoredObject.Parse(await api.SendAsync(call, () =>
            {
                source.ThrowIfFailed();
                return new HttpRequestMessage(HttpMethod.Post, request.Address(endpoints, onto))
                {
                    Content = new MultipartContent("related")
                    {
                        new ByteArrayContent(metadata) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } },
                        new FileSlice(source, 0, request.Bytes, reached, Timeout.InfiniteTimeSpan, time),
                    },
                };
            }, request.Bytes, cancellationToken));
        }
        catch (UnreachableException)
        {
            source.ThrowIfFailed();
            throw;
        }
    }

    private async Task RemoveAsync(GsUri target, string generation, CancellationToken cancellationToken)
    {
        try
        {
            await storage.DeleteAsync(target, generation, cancellationToken);
        }
        catch (ApiException)
        {
            // It is overwritten by the next try, or named by the error: that it could not be removed is the smaller trouble.
        }
    }

    private static bool SaysDamaged(ApiException refusal) =>
        refusal.Status == HttpStatusCode.BadRequest && refusal.Detail.Contains("crc32c", StringComparison.OrdinalIgnoreCase);
}
