using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Dataproc.State;

/// <summary>
/// One file a record, named by its number, because names and ids may differ in case alone and not every file system sees that. A file is replaced
/// whole: after a crash it holds the old record or the new one.
/// </summary>
internal sealed class RecordFolder(string path)
{
    private const string Suffix = ".json";

    /// <summary>All records, oldest first. Files that a crash left half written are deleted.</summary>
    /// <exception cref="EmulatorException">A file is no record.</exception>
    public IReadOnlyList<T> Load<T>(Func<JsonObject, T> parse)
    {
        Directory.CreateDirectory(path);
        foreach (var half in Directory.EnumerateFiles(path, "*.tmp")) File.Delete(half);
        return [.. Directory.EnumerateFiles(path, "*" + Suffix).Order(StringComparer.Ordinal).Select(file => Read(file, parse))];
    }

    public void Save(long number, JsonObject record)
    {
        var file = FileOf(number);
        using (var stream = new FileStream(file + ".tmp", FileMode.Create, FileAccess.Write))
        using (var writer = new Utf8JsonWriter(stream))
            record.WriteTo(writer);
        File.Move(file + ".tmp", file, overwrite: true);
    }

    public void Delete(long number) => File.Delete(FileOf(number));

    private string FileOf(long number) => Path.Combine(path, number.ToString("D12", CultureInfo.InvariantCulture) + Suffix);

    private static T Read<T>(string file, Func<JsonObject, T> parse)
    {
        try
        {
            return parse(JsonNode.Parse(File.ReadAllText(file))!.AsObject());
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException))
        {
            // Somebody else's file, or one that was edited: whatever is missing or wrong in it, it is no record.
            throw new EmulatorException(
                $"'{file}' is not a record of this emulator: {e.Message}", "Move the file away, or choose another data folder.", e);
        }
    }
}
