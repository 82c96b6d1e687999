using System.Text;

namespace Spydra.Specs.Reading;

/// <summary>
/// The bytes of a spec file with its comments (<c>//</c>, <c>/* */</c>, <c>#</c>) turned into blanks of the same length, so that every
/// place keeps its line and column.
/// </summary>
internal sealed class SpecSource
{
    private readonly string path;
    private readonly List<int> lines = [0];

    private SpecSource(string path, byte[] bytes)
    {
        this.path = path;
        Bytes = bytes;
        for (var i = 0; i < bytes.Length; i++)
            if (bytes[i] == '\n') lines.Add(i + 1);
    }

    /// <summary>UTF-8 without a byte order mark and without comments.</summary>
    public byte[] Bytes { get; }

    /// <exception cref="MalformedSpecException">The bytes are no UTF-8, or a comment is not closed.</exception>
    public static SpecSource Of(string path, byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var source = new SpecSource(path, (byte[])bytes.Clone());
        if (FirstInvalid(bytes) is { } invalid)
        {
            throw bytes.Length > 1 && bytes[0] is 0xFE or 0xFF && bytes[1] is 0xFE or 0xFF
                ? source.Malformed(0, "is not UTF-8 (it looks like UTF-16).", "Save the file as UTF-8.")
                : source.Malformed(invalid, $"is not UTF-8: the byte 0x{bytes[invalid]:X2} begins no character.", "Save the file as UTF-8.");
        }

        source.BlankComments();
        return source;
    }

    /// <summary>Line and column of a byte; columns count characters.</summary>
    public SpecLocation At(long offset)
    {
        var at = (int)Math.Min(offset, Bytes.Length);
        var line = lines.BinarySearch(at);
        if (line < 0) line = ~line - 1;
        return new(path, line + 1, Encoding.UTF8.GetCharCount(Bytes, lines[line], at - lines[line]) + 1);
    }

    public MalformedSpecException Malformed(long offset, string what, string nextStep) => new(new(At(offset), "", what, nextStep));

    private static int? FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[i..], out _, out var length) != System.Buffers.OperationStatus.Done) return i;
            i += length;
        }

        return null;
    }

    private void BlankComments()
    {
        var text = false;
        for (var i = 0; i < Bytes.Length; i++)
        {
            var next = i + 1 < Bytes.Length ? Bytes[i + 1] : (byte)0;
            if (text)
            {
                // JSON strings do not go over a line's end; one that is not closed must not hide the comments after it.
                if (Bytes[i] == '\\') i++;
                else if (Bytes[i] is (byte)'"' or (byte)'\n') text = false;
            }
            else if (Bytes[i] == '"')
            {
                text = true;
            }
            else if (Bytes[i] == '#' || (Bytes[i] == '/' && next == '/'))
            {
                for (; i < Bytes.Length && Bytes[i] != '\n'; i++) Bytes[i] = (byte)' ';
            }
            else if (Bytes[i] == '/' && next == '*')
            {
                i = BlankBlock(i);
            }
        }
    }

    private int BlankBlock(int start)
    {
        var end = Bytes.AsSpan(start + 2).IndexOf("*/"u8);
        if (end < 0) throw Malformed(start, "has a comment that is not closed.", "Write '*/' where the comment ends.");
        end += start + 4;
        for (var i = start; i < end; i++)
            if (Bytes[i] != '\n') Bytes[i] = (byte)' ';
        return end - 1;
    }
}

/// <summary>A file that is no JSON: how a reader leaves. <see cref="SpecReader"/> turns it into a problem.</summary>
internal sealed class MalformedSpecException(SpecProblem problem) : Exception(problem.ToString())
{
    public SpecProblem Problem { get; } = problem;
}
