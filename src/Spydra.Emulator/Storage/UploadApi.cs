using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Storage;

/// <summary>objects.insert in its three ways: the bytes alone, metadata and bytes in one body, and a session that takes bytes over several requests.</summary>
internal sealed class UploadApi(ObjectStore store, TimeProvider time)
{
    private const int LargestMetadata = 1024 * 1024;
    private const string DefaultContentType = "application/octet-stream";

    private readonly UploadSessions sessions = new(store, time);

    public Task Insert(Call call)
    {
        if (call.Query("upload_id") is { Length: > 0 }) return Put(call);
        _ = store.Objects(call["bucket"]);
        return call.Query("uploadType") switch
        {
            "media" => Media(call),
            "multipart" => Multipart(call),
            "resumable" => Open(call),
            var other => throw StorageError.Invalid($"Invalid uploadType: '{other}'. It is media, multipart or resumable."),
        };
    }

    private async Task Media(Call call)
    {
        using var blob = store.NewBlob();
        await blob.CopyFromAsync(RequestBody.Open(call), call.Aborted);
        await Publish(call, Plan(call, null, call.Request.ContentType), blob);
    }

    private async Task Multipart(Call call)
    {
        var body = new MultipartBody(RequestBody.Open(call));
        if (await body.NextAsync(call.Aborted) is null) throw NoTwoParts();
        var metadata = await body.BytesAsync(LargestMetadata, call.Aborted);
        var headers = await body.NextAsync(call.Aborted) ?? throw NoTwoParts();
        if (headers.GetValueOrDefault("content-transfer-encoding", "binary").ToLowerInvariant() is not ("binary" or "8bit" or "7bit") and var encoding)
            throw StorageError.Invalid($"The part's Content-Transfer-Encoding '{encoding}' is not known here; send the bytes as they are (binary).");
        var plan = Plan(call, metadata.Length == 0 ? null : RequestBody.ParseJson(metadata), headers.GetValueOrDefault("content-type"));
        using var blob = store.NewBlob();
        await body.CopyAsync(blob.WriteAsync, call.Aborted);
        await Publish(call, plan, blob);
    }

    private async Task Open(Call call)
    {
        var headers = call.Request.Headers;
        var metadata = await RequestBody.ReadJsonAsync(call);
        var plan = Plan(call, metadata, headers["X-Upload-Content-Type"].ToString());
        long? size = long.TryParse(headers["X-Upload-Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
        var session = sessions.Open(plan, size);
        var query = $"uploadType=resumable&name={Uri.EscapeDataString(plan.Name)}&upload_id={session.Id}";
        call.Response.Headers.Location = $"{StorageAnswer.Root(call.Request)}{call.Request.Path.ToUriComponent()}?{query}";
        call.Response.Headers["X-GUploader-UploadID"] = session.Id;
        await WritePending(call, session, 200);
    }

    public async Task Put(Call call)
    {
        var session = sessions.Need(call.Query("upload_id") ?? throw StorageError.Required("upload_id"));
        using var turn = await session.EnterAsync(call.Aborted);
        sessions.Need(session.Id);
        call.Response.Headers["X-GUploader-UploadID"] = session.Id;
        if (session.Result is { } done)
        {
            await Answer(call, done);
            return;
        }

        if (!await session.TakeAsync(UploadRange.Parse(call.Request.Headers.ContentRange), RequestBody.Open(call), call.Aborted))
        {
            if (session.Blob.Size > 0) call.Response.Headers.Range = $"bytes=0-{session.Blob.Size - 1}";
            var quiet = string.Equals(call.Request.Headers["X-GUploader-No-308"], "yes", StringComparison.OrdinalIgnoreCase);
            if (quiet) call.Response.Headers["X-HTTP-Status-Code-Override"] = "308";
            await WritePending(call, session, quiet ? StatusCodes.Status200OK : StatusCodes.Status308PermanentRedirect);
            return;
        }

        try
        {
            sessions.Complete(session, Publish(session.Plan with { Hashes = session.Plan.Hashes.With(call.Request) }, session.Blob));
        }
        catch (StorageError)
        {
            sessions.Drop(session);
            throw;
        }

        await Answer(call, session.Result!);
    }

    public async Task Cancel(Call call)
    {
        var session = sessions.Need(call.Query("upload_id") ?? throw StorageError.Required("upload_id"));
        using var turn = await session.EnterAsync(call.Aborted);
        sessions.Drop(session);
        await StorageAnswer.WriteAsync(call.Response, StatusCodes.Status499ClientClosedRequest, "text/plain", default);
    }

    private static UploadPlan Plan(Call call, JsonElement? metadata, string? partType)
    {
        var attributes = metadata is { } given ? AttributesJson.Read(given) : ObjectAttributes.None;
        var name = call.Query("name") is { Length: > 0 } asked ? asked : metadata is { } json ? AttributesJson.Text(json, "name") : null;
        ObjectName.Check(name ?? throw StorageError.Required("name"));
        var contentType = attributes.ContentType ?? (string.IsNullOrEmpty(partType) ? DefaultContentType : partType);
        return new UploadPlan(
            call["bucket"],
            name,
            attributes with { ContentType = contentType, ContentEncoding = attributes.ContentEncoding ?? call.Query("contentEncoding") },
            (metadata is { } hashes ? ExpectedHashes.From(hashes) : ExpectedHashes.None).With(call.Request),
            StorageQuery.Conditions(call));
    }

    private StoredObject Publish(UploadPlan plan, BlobWriter blob)
    {
        plan.Hashes.Verify(blob.Finish());
        return store.Publish(plan.Bucket, plan.Name, blob, plan.Attributes, plan.Conditions);
    }

    private Task Publish(Call call, UploadPlan plan, BlobWriter blob) => Answer(call, Publish(plan, blob));

    private static Task Answer(Call call, StoredObject stored) =>
        StorageAnswer.WriteAsync(call.Response, 200, writer => new ObjectJson(StorageAnswer.Root(call.Request)).Write(writer, stored));

    private static Task WritePending(Call call, UploadSession session, int status) => StorageAnswer.WriteAsync(
        call.Response,
        status,
        writer => new ObjectJson(StorageAnswer.Root(call.Request)).WritePending(writer, session.Plan.Bucket, session.Plan.Name, session.Plan.Attributes));

    private static StorageError NoTwoParts() => StorageError.Invalid("Malformed multipart body: it has two parts, the metadata and the bytes.");
}
