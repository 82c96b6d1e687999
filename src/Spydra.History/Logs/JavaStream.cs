using System.Globalization;

namespace Spydra.History.Logs;

/// <summary>
/// The part of Java's object serialization (Java Object Serialization Specification, chapter 6) in which Hadoop writes the index of an IndexedFile.
/// No class is ever looked up or made: what comes out is fields and texts.
/// </summary>
internal sealed class JavaStream
{
    private const int FirstHandle = 0x7e0000;
    private const int Deepest = 32;

    // An index has four values a log, and no node has so many logs.
    private const int MostValues = 1_000_000;

    private readonly List<object> handles = [];
    private ByteCursor bytes;
    private int values;

    public JavaStream(ReadOnlyMemory<byte> bytes, long offset)
    {
        this.bytes = new(bytes, offset);
        if (this.bytes.I32("the head of a Java object stream") != unchecked((int)0xaced0005)) throw Damaged("the head of a Java object stream, ac ed 00 05", "other bytes");
    }

    /// <summary>How many objects, texts and classes were read.</summary>
    public int ObjectCount => handles.Count;

    public DamagedDataException Damaged(string expected, string? found = null) => bytes.Damaged(expected, found);

    /// <summary>Reads the next object.</summary>
    public JavaObject ReadObject() => Object(Read(0));

    public JavaObject Object(object? value) => value as JavaObject ?? throw Damaged("an object", "something else");

    public long Number(JavaObject value, string field) => value.Number(field) ?? throw Damaged($"the number '{field}'", "an object without it");

    public IReadOnlyList<object?> ElementsOf(JavaObject value, string field) => Elements(Object(value.Reference(field)));

    public IReadOnlyList<object?> Elements(JavaObject list) =>
        list.Class.Name == "java.util.ArrayList" ? list.More : throw Damaged("a list", "another object");

    public List<(string Key, object? Value)> PairsOf(JavaObject value, string field)
    {
        var map = Object(value.Reference(field));
        if (map.Class.Name != "java.util.HashMap" || map.More.Count % 2 != 0) throw Damaged("a map", "another object");
        var pairs = new List<(string, object?)>(map.More.Count / 2);
        for (var at = 0; at < map.More.Count; at += 2) pairs.Add((map.More[at] as string ?? throw Damaged("a text as the key of a map", "something else"), map.More[at + 1]));
        return pairs;
    }

    private object? Read(int depth)
    {
        if (++values > MostValues) throw Damaged(string.Create(CultureInfo.InvariantCulture, $"an index of at most {MostValues:N0} values"), "more");
        if (depth > Deepest) throw Damaged(string.Create(CultureInfo.InvariantCulture, $"objects that lie in at most {Deepest} others"), "more");
        var tag = bytes.U8("a value");
        return tag switch
        {
            0x70 => null,
            0x71 => Handle(),
            0x73 => NewObject(depth),
            0x74 => NewText(),
            0x7e => NewEnum(depth),
            _ => throw Damaged("a value", Tag(tag)),
        };
    }

    private object Handle()
    {
        var number = bytes.I32("a reference") - (long)FirstHandle;
        return number >= 0 && number < handles.Count ? handles[(int)number] : throw Damaged("a reference to what came before", "one to something else");
    }

    private string NewText()
    {
        var text = JavaText.Decode(bytes.Take(bytes.U16("the length of a text"), "a text").Span) ?? throw Damaged("a text", "bytes that are none");
        handles.Add(text);
        return text;
    }

    private string NewEnum(int depth)
    {
        _ = ClassOf(depth) ?? throw Damaged("a class", "none");
        // The constant has its handle before its name; what is referred to by it is the name.
        var handle = handles.Count;
        handles.Add("");
        var name = Read(depth + 1) as string ?? throw Damaged("the name of a constant", "something else");
        handles[handle] = name;
        return name;
    }

    private JavaObject NewObject(int depth)
    {
        var type = ClassOf(depth) ?? throw Damaged("a class", "none");
        // A class that is not complete is still being described, and this object lies in its description.
        if (type.Line.Count is 0 or > Deepest) throw Damaged("a class that is described to its end", "another");
        if (type.Numbers.Count + type.References.Count > bytes.Left) throw Damaged("the fields of an object");
        var made = new JavaObject(type);
        handles.Add(made);
        foreach (var each in type.Line)
        {
            foreach (var field in each.Fields) ReadField(made, field, depth);
            if (each.WritesMore) ReadMore(made, depth);
        }

        return made;
    }

    private void ReadField(JavaObject made, JavaField field, int depth)
    {
        var expected = "a field";
        switch (field.Type)
        {
            case 'J' or 'D': made.Add(bytes.I64(expected)); break;
            case 'I' or 'F': made.Add(bytes.I32(expected)); break;
            case 'S' or 'C': made.Add(bytes.U16(expected)); break;
            case 'Z' or 'B': made.Add(bytes.U8(expected)); break;
            default: made.Add(Read(depth + 1)); break;
        }
    }

    private void ReadMore(JavaObject made, int depth)
    {
        while (true)
        {
            switch (bytes.Next("the rest of an object"))
            {
                case 0x78:
                    bytes.U8("the end of an object");
                    return;
                case 0x77:
                    bytes.U8("data of an object");
                    bytes.Take(bytes.U8("the length of an object's data"), "an object's data");
                    break;
                default:
                    made.AddMore(Read(depth + 1));
                    break;
            }
        }
    }

    private JavaClass? ClassOf(int depth)
    {
        if (depth > Deepest) throw Damaged("a class that is below few others", "more");
        var tag = bytes.U8("a class");
        return tag switch
        {
            0x70 => null,
            0x71 => Handle() as JavaClass ?? throw Damaged("a reference to a class", "one to something else"),
            0x72 => NewClass(depth),
            _ => throw Damaged("a class", Tag(tag)),
        };
    }

    private JavaClass NewClass(int depth)
    {
        var type = new JavaClass(JavaText.Decode(bytes.Take(bytes.U16("the length of a class's name"), "the name of a class").Span) ?? throw Damaged("the name of a class", "bytes that are none"));
        bytes.I64("the version of a class");
        handles.Add(type);
        var flags = bytes.U8("the kind of a class");
        if ((flags & 0x04) != 0) throw Damaged("a class whose objects can be read without it", "another");
        type.WritesMore = (flags & 0x01) != 0;
        type.Fields = Fields(depth);
        if (bytes.U8("the end of a class") is var end && end != 0x78) throw Damaged("the end of a class", Tag(end));
        var above = ClassOf(depth + 1);
        if (above?.Line.Count is 0 or > Deepest) throw Damaged("the class above", "one that is not described to its end");
        type.Complete(above);
        return type;
    }

    private List<JavaField> Fields(int depth)
    {
        var fields = new List<JavaField>();
        for (var left = bytes.U16("the number of fields"); left > 0; left--)
        {
            var letter = (char)bytes.U8("the type of a field");
            if (!"BCDFIJSZL[".Contains(letter, StringComparison.Ordinal)) throw Damaged("the type of a field", Tag((byte)letter));
            var name = JavaText.Decode(bytes.Take(bytes.U16("the length of a field's name"), "the name of a field").Span) ?? throw Damaged("the name of a field", "bytes that are none");
            if (letter is 'L' or '[' && Read(depth + 1) is not string) throw Damaged("the type of a field", "something else");
            fields.Add(new(letter, name));
        }

        return fields;
    }

    private static string Tag(byte tag) => string.Create(CultureInfo.InvariantCulture, $"the byte {tag:x2}");
}
