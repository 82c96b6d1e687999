using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Spydra.Failures;

/// <summary>
/// A <see cref="Diagnosis"/> as JSON (docs/why.md), for programs and for the journal. It is small: what is longer than anything that the rules
/// make is cut off, also where it is read, because a journal may be a stranger's.
/// </summary>
public static class DiagnosisJson
{
    private const int MostEvidence = 10;
    private const int MostOthers = 5;
    private const int MostLines = 20;
    private const int LongestText = 1000;

    /// <summary>The object.</summary>
    public static JsonObject Of(Diagnosis diagnosis)
    {
        var json = Alone(diagnosis);
        json["also"] = new JsonArray([.. diagnosis.Also.Take(MostOthers).Select(other => (JsonNode)Alone(other))]);
        Add(json, "missing", diagnosis.Missing);
        return json;
    }

    /// <summary>Reads it; null where it is none. What is missing, of another type or not known to this version is left out.</summary>
    public static Diagnosis? Parse(JsonNode? node) => node is JsonObject json && Alone(json) is { } diagnosis
        ? diagnosis with
        {
            Also = [.. Objects(json["also"], MostOthers).Select(Alone).OfType<Diagnosis>()],
            Missing = Texts(json["missing"]),
        }
        : null;

    private static JsonObject Alone(Diagnosis diagnosis)
    {
        var json = new JsonObject
        {
            ["cause"] = Short(diagnosis.Cause),
            ["class"] = diagnosis.Class?.Word(),
            ["confidence"] = Rounded(diagnosis.Confidence),
            ["summary"] = Short(diagnosis.Summary),
            ["evidence"] = new JsonArray([.. diagnosis.Evidence.Take(MostEvidence).Select(each => (JsonNode)Of(each))]),
        };
        Add(json, "path", diagnosis.Path);
        json["next"] = new JsonArray([.. diagnosis.Next.Take(MostLines).Select(each => (JsonNode)Short(each))]);
        return json;
    }

    private static JsonObject Of(DiagnosisEvidence evidence)
    {
        var json = new JsonObject { ["source"] = Word(evidence.Source) };
        Add(json, "file", evidence.File);
        Add(json, "container", evidence.Container);
        Add(json, "host", evidence.Host);
        Add(json, "attempt", evidence.Attempt);
        if (evidence.Offset is { } offset) json["offset"] = offset;
        json["text"] = Short(evidence.Text);
        return json;
    }

    private static Diagnosis? Alone(JsonObject json) => Text(json["cause"]) is { Length: > 0 } cause
        ? new Diagnosis(cause, Text(json["class"]) is { } word ? FailureWords.Parse(word) : null, Rounded(Number(json["confidence"]) ?? 0), Text(json["summary"]) ?? "")
        {
            Evidence = [.. Objects(json["evidence"], MostEvidence).Select(Evidence).OfType<DiagnosisEvidence>()],
            Path = Texts(json["path"]),
            Next = Texts(json["next"]),
        }
        : null;

    /// <summary>Null where its source is one of a later version: whose words they are decides what they are worth.</summary>
    private static DiagnosisEvidence? Evidence(JsonObject json)
    {
        foreach (var source in Enum.GetValues<EvidenceSource>())
        {
            if (Word(source) != Text(json["source"])) continue;
            return new(source, Text(json["text"]) ?? "")
            {
                File = Text(json["file"]),
                Container = Text(json["container"]),
                Host = Text(json["host"]),
                Attempt = Text(json["attempt"]),
                Offset = json["offset"] is JsonValue offset && offset.TryGetValue<long>(out var bytes) && bytes >= 0 ? bytes : null,
            };
        }

        return null;
    }

    private static string Word(EvidenceSource source) => source switch
    {
        EvidenceSource.Driver => "driver",
        EvidenceSource.Container => "container",
        EvidenceSource.History => "history",
        EvidenceSource.Events => "events",
        EvidenceSource.Diagnostics => "diagnostics",
        EvidenceSource.Api => "api",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    private static double Rounded(double confidence) => double.IsNaN(confidence) ? 0 : Math.Round(Math.Clamp(confidence, 0, 1), 2);

    private static void Add(JsonObject json, string name, string? text)
    {
        if (text is not null) json[name] = Short(text);
    }

    private static void Add(JsonObject json, string name, ImmutableArray<string> texts)
    {
        if (!texts.IsEmpty) json[name] = new JsonArray([.. texts.Take(MostLines).Select(text => (JsonNode)Short(text))]);
    }

    /// <summary>Not in the middle of a pair: half a character is none.</summary>
    private static string Short(string text) =>
        text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? Short(text) : null;

    private static double? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;

    private static ImmutableArray<string> Texts(JsonNode? node) => node is JsonArray list ? [.. list.Select(Text).OfType<string>().Take(MostLines)] : [];

    private static IEnumerable<JsonObject> Objects(JsonNode? node, int most) => (node as JsonArray ?? []).OfType<JsonObject>().Take(most);
}
