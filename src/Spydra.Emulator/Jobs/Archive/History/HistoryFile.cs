using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>Writes a <c>.jhist</c> file: the encoding, the schema, the events.</summary>
internal static class HistoryFile
{
    public static byte[] Of(IEnumerable<JsonObject> events, HistorySchema schema, bool binary)
    {
        using var file = new MemoryStream();
        file.Write(Encoding.UTF8.GetBytes($"Avro-{(binary ? "Binary" : "Json")}\n{schema.Line}\n"));
        var first = true;
        foreach (var each in events)
        {
            if (binary)
            {
                AvroBinary.Write(file, schema.Event, each);
                continue;
            }

            if (!first) file.Write("\n"u8);
            first = false;
            using (var json = new Utf8JsonWriter(file, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
                new AvroJson(json, HistorySchema.Namespace).Write(schema.Event, each);
            file.Write("\n"u8);
        }

        return file.ToArray();
    }
}
