using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Jobs.Streaming.Sorting;

/// <summary>Hadoop's KeyFieldBasedComparator: by some fields of the key, as text or as numbers, either way round.</summary>
internal sealed class KeyFieldOrder(KeyFields fields) : KeyOrder
{
    public override ulong Prefix(ReadOnlySpan<byte> key) => 0;

    public override bool IsWholeKey(ulong prefix) => false;

    public override int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (fields.Fields.Count == 0) return base.Compare(left, right);
        foreach (var field in fields.Fields)
        {
            var order = Compare(left, right, field);
            if (order != 0) return order;
        }

        return 0;
    }

    private int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, KeyField field)
    {
        var hasLeft = fields.TryFind(left, field, out var leftField);
        var hasRight = fields.TryFind(right, field, out var rightField);
        // Hadoop calls two missing fields different; a sort needs them equal.
        var order = hasLeft && hasRight
            ? field.Numeric ? CompareNumbers(leftField, rightField) : leftField.SequenceCompareTo(rightField)
            : hasLeft.CompareTo(hasRight);
        return field.Reverse ? -order : order;
    }

    private static int CompareNumbers(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var a = new Number(left);
        var b = new Number(right);
        if (a.IsZero && b.IsZero) return 0;
        var leftNegative = a.Negative && !a.IsZero;
        if (leftNegative != (b.Negative && !b.IsZero)) return leftNegative ? -1 : 1;

        var order = a.Whole.Length.CompareTo(b.Whole.Length);
        if (order == 0) order = a.Whole.SequenceCompareTo(b.Whole);
        if (order == 0) order = a.Fraction.SequenceCompareTo(b.Fraction);
        return leftNegative ? -order : order;
    }

    // A sign, the digits before the point without leading zeros, the digits behind it without trailing ones; anything else ends the number.
    private readonly ref struct Number
    {
        public Number(ReadOnlySpan<byte> text)
        {
            Negative = text is [(byte)'-', ..];
            if (Negative) text = text[1..];
            var digits = Digits(text);
            Whole = text[..digits].TrimStart((byte)'0');
            if (digits < text.Length && text[digits] == '.')
            {
                var rest = text[(digits + 1)..];
                Fraction = rest[..Digits(rest)].TrimEnd((byte)'0');
            }
        }

        public bool Negative { get; }

        public ReadOnlySpan<byte> Whole { get; }

        public ReadOnlySpan<byte> Fraction { get; }

        public bool IsZero => Whole.IsEmpty && Fraction.IsEmpty;

        private static int Digits(ReadOnlySpan<byte> text) =>
            text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? end : text.Length;
    }
}
