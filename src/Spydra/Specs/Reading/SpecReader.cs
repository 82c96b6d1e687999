using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Spydra.Specs.Reading;

/// <summary>Reads a spec file into nodes that know their place. Comments and commas before a closing brace are fine.</summary>
internal static class SpecReader
{
    private const int DeepestLevel = 32;
    private const long LargestFile = 16 << 20;

    /// <summary>The file's object, or null with one more problem.</summary>
    public static SpecNode.Object? Read(string path, ICollection<SpecProblem> problems)
    {
        if (Bytes(path, problems) is not { } bytes) return null;
        try
        {
            return Parse(path, bytes) switch
            {
                SpecNode.Object root => root,
                var other => throw new MalformedSpecException(new(other.At, "", $"is {other.Description}; an object is expected.",
                    "Write { at the beginning and } at the end.")),
            };
        }
        catch (MalformedSpecException e)
        {
            problems.Add(e.Problem);
            return null;
        }
    }

    /// <exception cref="MalformedSpecException">The bytes are no JSON.</exception>
    public static SpecNode Parse(string path, byte[] bytes)
    {
        var source = SpecSource.Of(path, bytes);
        var reader = new Utf8JsonReader(source.Bytes, new JsonReaderOptions { AllowTrailingCommas = true, MaxDepth = DeepestLevel + 2 });
        var fault = new JsonFaults(source);
        try
        {
            fault.Step(ref reader);
            var root = Value(source, fault, ref reader);
            fault.Step(ref reader);
            return root;
        }
        catch (JsonException)
        {
            throw fault.Explain();
        }
    }

    private static SpecNode Value(SpecSource source, JsonFaults fault, ref Utf8JsonReader reader)
    {
        var at = source.At(reader.TokenStartIndex);
        if (reader.CurrentDepth > DeepestLevel)
            throw source.Malformed(reader.TokenStartIndex, $"is nested deeper than {DeepestLevel} levels.", "A spec needs no more than 4.");
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return new SpecNode.Object(Members(source, fault, ref reader), at);
            case JsonTokenType.StartArray:
                var items = ImmutableArray.CreateBuilder<SpecNode>();
                while (fault.Step(ref reader) && reader.TokenType != JsonTokenType.EndArray) items.Add(Value(source, fault, ref reader));
                return new SpecNode.Array(items.ToImmutable(), at);
            case JsonTokenType.String: return new SpecNode.Text(Text(source, ref reader), at);
            case JsonTokenType.Number: return new SpecNode.Number(Encoding.UTF8.GetString(reader.ValueSpan), at);
            case JsonTokenType.Null: return new SpecNode.Null(at);
            default: return new SpecNode.Boolean(reader.TokenType == JsonTokenType.True, at);
        }
    }

    private static ImmutableArray<SpecMember> Members(SpecSource source, JsonFaults fault, ref Utf8JsonReader reader)
    {
        var members = ImmutableArray.CreateBuilder<SpecMember>();
        while (fault.Step(ref reader) && reader.TokenType != JsonTokenType.EndObject)
        {
            var (key, at) = (Text(source, ref reader), source.At(reader.TokenStartIndex));
            fault.Step(ref reader);
            members.Add(new(key, at, Value(source, fault, ref reader)));
        }

        return members.ToImmutable();
    }

    private static string Text(SpecSource source, ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw source.Malformed(reader.TokenStartIndex, "is not valid JSON: a string has half of a \\u pair.",
                "Write the character itself, or both halves.");
        }
    }

    private static byte[]? Bytes(string path, ICollection<SpecProblem> problems)
    {
        void Problem(string what, string nextStep) => problems.Add(new(new(path), "", what, nextStep));
        try
        {
            if (Directory.Exists(path))
            {
                Problem("is a folder.", "Name the file in it.");
                return null;
            }

            var file = new FileInfo(path);
            if (file is { Exists: true, Length: > LargestFile })
            {
                Problem($"is {file.Length >> 20} MB; a spec has at most {LargestFile >> 20}.", "Name the right file.");
                return null;
            }

            var bytes = File.ReadAllBytes(path);
            if (bytes.Any(b => b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))) return bytes;
            Problem("is empty.", "Write at least {} into it.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            Problem("does not exist.", "Check the path; it is taken from the folder you are in.");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or NotSupportedException)
        {
            Problem("cannot be read.", "Check its permissions, and that it is a plain file.");
        }

        return null;
    }
}
