using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>The part of a job that says what it runs.</summary>
internal static partial class JobTypes
{
    public static readonly IReadOnlyList<string> All = MessageTable.Instance.Messages["Job"].OneOfs.Single(oneOf => oneOf.Name == "type_job").Fields;

    private static readonly string[] StagedFields =
    [
        "mainJarFileUri", "mainPythonFileUri", "mainRFileUri", "queryFileUri", "pythonRequirements",
        "jarFileUris", "fileUris", "archiveUris", "pythonFileUris",
    ];

    /// <summary>The field's name (<c>hadoopJob</c>), or null when none is set.</summary>
    public static string? Of(JsonObject job) => All.FirstOrDefault(job.ContainsKey);

    /// <summary>The job with plain object addresses: gcloud writes a staged file's as <c>gs://bucket/file#1700000000000007</c>, with its generation.</summary>
    public static JsonObject WithoutGenerations(JsonObject job)
    {
        var plain = job.Copy();
        if (Of(plain) is not { } type) return plain;
        var block = plain.Child(type)!;
        foreach (var field in StagedFields)
        {
            if (block[field] is JsonArray uris) block[field] = new JsonArray([.. uris.Select(uri => JsonValue.Create(Plain(uri!.GetValue<string>())))]);
            else if (block.Text(field) is { } uri) block[field] = Plain(uri);
        }

        return plain;
    }

    // A generation is a count of microseconds; a shorter number is an alias of the file.
    private static string Plain(string uri) => Generation().Replace(uri, "${uri}");

    [GeneratedRegex(@"\A(?<uri>gs://.*)#\d{10,}\z", RegexOptions.Singleline)]
    private static partial Regex Generation();
}
