using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.Gcp;

/// <summary>JSON as it goes over the wire, and as it is shown: UTF-8, without escapes that JSON does not ask for.</summary>
public static class JsonBytes
{
    /// <summary>One line, for a request.</summary>
    public static byte[] Of(JsonNode node) => Write(node, indented: false);

    /// <summary>Indented, for people.</summary>
    public static string Indented(JsonNode node) => System.Text.Encoding.UTF8.GetString(Write(node, indented: true));

    private static byte[] Write(JsonNode node, bool indented)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = indented, NewLine = "\n" }))
            node.WriteTo(writer);
        return stream.ToArray();
    }
}
