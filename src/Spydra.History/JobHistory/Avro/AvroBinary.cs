namespace Spydra.History.JobHistory.Avro;

/// <summary>
/// Reads one value in Avro's binary encoding, https://avro.apache.org/docs/1.12.0/specification/#binary-encoding. Nothing in it says how long it is:
/// where the bytes end before the value does, the caller reads more of them and begins again.
/// </summary>
internal ref struct AvroBinary
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> data;
    private readonly long offset;
    private readonly TextCache texts;
    private int at;
    private int steps;

    private AvroBinary(ReadOnlySpan<byte> data, long offset, TextCache texts)
    {
        this.data = data;
        this.offset = offset;
        this.texts = texts;
    }

    /// <param name="schema">What it is.</param>
    /// <param name="data">Its bytes, and what follows them.</param>
    /// <param name="offset">Where they stand in the file.</param>
    /// <param name="texts">Short texts that were met before.</param>
    /// <param name="value">The value, or null where it is not wanted.</param>
    /// <param name="length">The bytes that it took.</param>
    /// <returns>False where there are too few bytes to tell.</returns>
    /// <exception cref="DamagedDataException">They cannot be what the schema says.</exception>
    public static bool TryRead(AvroSchema schema, ReadOnlySpan<byte> data, long offset, TextCache texts, out object? value, out int length)
    {
        var reader = new AvroBinary(data, offset, texts);
        var whole = reader.TryRead(schema, 0, true, out value);
        length = reader.at;
        return whole;
    }

    private bool TryRead(AvroSchema schema, int depth, bool make, out object? value)
    {
        value = null;
        // A schema can be made of which a few bytes stand for a million values. In one of Hadoop's a value has half a byte or more.
        if (++steps > 256 + 8L * at) throw Damaged("an event of Hadoop", "values without bytes");
        if (depth > MaxDepth) throw Damaged($"values that are at most {MaxDepth} deep", "deeper ones");
        make &= schema.IsWanted;
        switch (schema.Kind)
        {
            case AvroKind.Null: return true;
            case AvroKind.Boolean: return TryBoolean(make, out value);
            case AvroKind.Int or AvroKind.Long: return TryNumber(schema.Kind, make, out value);
            case AvroKind.Float: return TrySkip(4);
            case AvroKind.Double: return TrySkip(8);
            case AvroKind.Fixed: return TrySkip(schema.Size);
            case AvroKind.Bytes or AvroKind.Text: return TryText(make, out value);
            case AvroKind.Enumeration:
                if (!TryIndex(schema.Symbols.Count, out var symbol)) return false;
                value = schema.Symbols[symbol];
                return true;
            case AvroKind.Union: return TryIndex(schema.Branches.Count, out var branch) && TryRead(schema.Branches[branch], depth + 1, make, out value);
            case AvroKind.Record: return TryRecord(schema, depth, make, out value);
            default: return TryBlocks(schema, depth, make, out value);
        }
    }

    private bool TryRecord(AvroSchema schema, int depth, bool make, out object? value)
    {
        value = null;
        var values = make ? new object?[schema.Fields.Count] : [];
        for (var field = 0; field < schema.Fields.Count; field++)
        {
            if (!TryRead(schema.Fields[field], depth + 1, make, out var read)) return false;
            if (make) values[field] = read;
        }
        if (make) value = new AvroRecord(schema, values);
        return true;
    }

    private bool TryBlocks(AvroSchema schema, int depth, bool make, out object? value)
    {
        value = null;
        var items = make ? new List<AvroRecord>() : null;
        while (true)
        {
            if (!TryLong(out var count)) return false;
            if (count == 0) break;
            // A negative count is followed by the bytes of the block, for whoever wants to leap over them.
            var size = 0L;
            if (count < 0 && !TryLong(out size)) return false;
            if (size < 0) throw Damaged("the bytes of a block", size.ToString());
            if (count == long.MinValue) throw Damaged("the number of items in a block", count.ToString());
            for (var left = Math.Abs(count); left > 0; left--)
            {
                var before = at;
                if (schema.Kind == AvroKind.Map && !TryText(false, out _)) return false;
                if (!TryRead(schema.Items!, depth + 1, make, out var item)) return false;
                if (at == before) throw Damaged("items that have bytes", $"{count} that have none");
                if (item is AvroRecord record) items?.Add(record);
            }
        }
        value = items;
        return true;
    }

    private bool TryBoolean(bool make, out object? value)
    {
        value = null;
        if (at == data.Length) return false;
        if (data[at] > 1) throw Damaged("0 or 1", data[at].ToString());
        if (make) value = data[at] == 1;
        at++;
        return true;
    }

    private bool TryNumber(AvroKind kind, bool make, out object? value)
    {
        value = null;
        if (!TryLong(out var number)) return false;
        if (kind == AvroKind.Int && number is < int.MinValue or > int.MaxValue) throw Damaged("a number of 32 bits", number.ToString());
        if (make) value = number;
        return true;
    }

    private bool TryText(bool make, out object? value)
    {
        value = null;
        if (!TryLong(out var length)) return false;
        if (length is < 0 or > EventBuffer.MaxEvent) throw Damaged($"the length of a text, at most {EventBuffer.MaxEvent} bytes", length.ToString());
        var from = at;
        if (!TrySkip((int)length)) return false;
        if (make) value = texts.Get(data.Slice(from, (int)length));
        return true;
    }

    private bool TryIndex(int count, out int index)
    {
        index = 0;
        if (!TryLong(out var number)) return false;
        if (number < 0 || number >= count) throw Damaged($"a number from 0 to {count - 1}, of a symbol or a branch", number.ToString());
        index = (int)number;
        return true;
    }

    private bool TryLong(out long number)
    {
        number = 0;
        ulong bits = 0;
        for (var read = 0; ; read++)
        {
            if (at + read >= data.Length) return false;
            var next = data[at + read];
            if (read == 9 && next > 1) throw Damaged("a number of at most 64 bits", "more");
            bits |= (ulong)(next & 0x7F) << (7 * read);
            if (next > 0x7F) continue;
            at += read + 1;
            number = (long)(bits >> 1) ^ -(long)(bits & 1);
            return true;
        }
    }

    private bool TrySkip(int bytes)
    {
        if (bytes > data.Length - at) return false;
        at += bytes;
        return true;
    }

    private readonly DamagedDataException Damaged(string expected, string found) => new(offset + at, expected, found);
}
