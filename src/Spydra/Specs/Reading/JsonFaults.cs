using System.Text;
using System.Text.Json;

namespace Spydra.Specs.Reading;

/// <summary>
/// Follows a JSON reader, and when it stops says in plain words what stands there and what was expected. The reader's own messages speak of
/// bytes and start tokens.
/// </summary>
internal sealed class JsonFaults(SpecSource source)
{
    private readonly Stack<(bool IsObject, long Start)> open = new();
    private JsonTokenType last = JsonTokenType.None;
    private int end;

    /// <summary>Reads one token.</summary>
    public bool Step(ref Utf8JsonReader reader)
    {
        var more = reader.Read();
        if (!more) return false;
        (last, end) = (reader.TokenType, (int)reader.BytesConsumed);
        if (last is JsonTokenType.StartObject or JsonTokenType.StartArray)
            open.Push((last == JsonTokenType.StartObject, reader.TokenStartIndex));
        else if (last is JsonTokenType.EndObject or JsonTokenType.EndArray)
            open.Pop();
        return true;
    }

    /// <summary>The reader stopped after the last token that was stepped over: why.</summary>
    public MalformedSpecException Explain()
    {
        var at = Skip(end);
        var inObject = open.TryPeek(out var inner) && inner.IsObject;
        var closing = inObject ? '}' : ']';
        var afterValue = last is not (JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName);
        if (afterValue && open.Count == 0) return Fault(at, $"goes on with {Found(at)} after its end", "Remove what follows the last '}'.");
        if (open.Count > 0 && at >= source.Bytes.Length) return Unclosed(inner, closing);

        if (afterValue && source.Bytes[at] != ',')
            return Fault(at, $"a ',' or '{closing}' is expected here, and {Found(at)} stands", "Add the comma after the value before it.");
        if (afterValue)
        {
            at = Skip(at + 1);
            if (at >= source.Bytes.Length) return Unclosed(inner, closing);
        }

        return inObject && last != JsonTokenType.PropertyName ? Key(at) : Value(at);
    }

    private MalformedSpecException Unclosed((bool IsObject, long Start) inner, char closing) => Fault(source.Bytes.Length,
        $"the file ends inside the {(inner.IsObject ? "object" : "list")} that begins at line {source.At(inner.Start).Line}",
        $"Close it with '{closing}'.");

    private MalformedSpecException Key(int at)
    {
        if (source.Bytes[at] != '"')
        {
            return Fault(at, $"a key in double quotes is expected here, and {Found(at)} stands",
                source.Bytes[at] == ',' ? "Remove one of the two commas." : "Write \"key\": value.");
        }

        var (close, fault) = Text(at);
        if (fault is not null) return fault;
        var colon = Skip(close + 1);
        return Fault(colon, $"a ':' is expected after the key, and {Found(colon)} stands", "Write \"key\": value.");
    }

    private MalformedSpecException Value(int at)
    {
        if (at >= source.Bytes.Length) return Fault(at, "the file ends where a value is expected", "Write { at the beginning and } at the end.");
        var c = (char)source.Bytes[at];
        if (c == '"') return Text(at).Fault ?? Fault(at, "a value is expected here, and a broken string stands", "Write it in double quotes.");
        if (at + Word(at).Length >= source.Bytes.Length && open.TryPeek(out var inner) && double.TryParse(Word(at), out _))
            return Unclosed(inner, inner.IsObject ? '}' : ']');
        if (char.IsAsciiDigit(c) || c is '-' or '+' or '.')
            return Fault(at, $"\"{Word(at)}\" is not a number", "Write a number such as 2 or 0.5, or put it in double quotes.");
        if (char.IsAsciiLetter(c))
            return Fault(at, $"a value is expected here, and the word {Word(at)} stands", "Write true, false or null, or put a text in double quotes.");
        return Fault(at, $"a value is expected here, and {Found(at)} stands",
            c switch { '\'' => "Write texts in double quotes.", ',' => "Remove one of the two commas.", _ => "Add the value." });
    }

    /// <summary>The end of the string that begins here, or what is wrong in it.</summary>
    private (int Close, MalformedSpecException? Fault) Text(int start)
    {
        for (var i = start + 1; i < source.Bytes.Length; i++)
        {
            var c = (char)source.Bytes[i];
            if (c == '"') return (i, null);
            if (c is '\n' or '\r') break;
            if (c < ' ') return (i, Fault(i, $"a string holds the control character 0x{(int)c:X2}", $"Write it as \\u{(int)c:x4}."));
            if (c != '\\') continue;
            var escaped = i + 1 < source.Bytes.Length ? (char)source.Bytes[i + 1] : ' ';
            var hex = source.Bytes.AsSpan(Math.Min(i + 2, source.Bytes.Length));
            if (escaped == 'u' ? hex.Length < 4 || !IsHex(hex[..4]) : !"\"\\/bfnrt".Contains(escaped, StringComparison.Ordinal))
                return (i, Fault(i, $"a string holds '\\{escaped}', which means nothing", "Write a backslash as \\\\."));
            i++;
        }

        return (start, Fault(start, "a string is not closed on its line", "Add the closing double quote."));
    }

    private static bool IsHex(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            if (!char.IsAsciiHexDigit((char)b)) return false;
        return true;
    }

    private int Skip(int at)
    {
        while (at < source.Bytes.Length && source.Bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
        return at;
    }

    private string Word(int at)
    {
        var length = 0;
        while (at + length < source.Bytes.Length && (char)source.Bytes[at + length] is var c && (char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '.'))
            length++;
        return Encoding.UTF8.GetString(source.Bytes, at, length);
    }

    private string Found(int at)
    {
        if (at >= source.Bytes.Length) return "the end of the file";
        if (char.IsAsciiLetterOrDigit((char)source.Bytes[at])) return $"'{Word(at)}'";
        Rune.DecodeFromUtf8(source.Bytes.AsSpan(at), out var rune, out _);
        return Rune.IsControl(rune) ? $"the character 0x{rune.Value:X2}" : $"'{rune}'";
    }

    private MalformedSpecException Fault(long at, string what, string nextStep) => source.Malformed(at, $"is not valid JSON: {what}.", nextStep);
}
