using System.Text;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>Writes a value as Avro's binary form: no names, and numbers in as few bytes as they need.</summary>
internal static class AvroBinary
{
    public static void Write(Stream target, AvroType type, JsonNode? value)
    {
        switch (type)
        {
            case AvroPrimitive primitive:
                WritePrimitive(target, primitive.Name, value);
                break;
            case AvroEnum symbols:
                WriteLong(target, symbols.Symbols.ToList().IndexOf(value!.GetValue<string>()));
                break;
            case AvroArray array:
                WriteBlock(target, value!.AsArray().ToList(), item => Write(target, array.Items, item));
                break;
            case AvroMap map:
                WriteBlock(target, value!.AsObject().ToList(), pair =>
                {
                    WriteText(target, pair.Key);
                    Write(target, map.Values, pair.Value);
                });
                break;
            case AvroRecord record:
                foreach (var field in record.Fields) Write(target, field.Type, field.Of(value!.AsObject()));
                break;
            case AvroUnion union:
                var (index, inner) = union.Choose(value);
                WriteLong(target, index);
                Write(target, union.Branches[index], inner);
                break;
        }
    }

    private static void WritePrimitive(Stream target, string type, JsonNode? value)
    {
        switch (type)
        {
            case "null":
                break;
            case "boolean":
                target.WriteByte(value!.GetValue<bool>() ? (byte)1 : (byte)0);
                break;
            case "string":
                WriteText(target, value!.GetValue<string>());
                break;
            default:
                WriteLong(target, value!.GetValue<long>());
                break;
        }
    }

    private static void WriteBlock<T>(Stream target, List<T> items, Action<T> write)
    {
        if (items.Count > 0)
        {
            WriteLong(target, items.Count);
            foreach (var item in items) write(item);
        }

        WriteLong(target, 0);
    }

    private static void WriteText(Stream target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteLong(target, bytes.Length);
        target.Write(bytes);
    }

    private static void WriteLong(Stream target, long value)
    {
        // The sign goes to the lowest bit, so that small numbers of both signs are short.
        var left = (ulong)((value << 1) ^ (value >> 63));
        for (; left > 0x7f; left >>= 7) target.WriteByte((byte)(left | 0x80));
        target.WriteByte((byte)left);
    }
}
