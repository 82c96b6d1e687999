namespace Spydra.Emulator.Storage;

/// <summary>
/// The order of object names: by their UTF-8 bytes. It is the order of .NET's UTF-16 units except where a surrogate pair (U+10000 and
/// up) meets U+E000 to U+FFFF, so those units change places before they are compared.
/// </summary>
internal sealed class NameOrder : IComparer<string>
{
    public static readonly NameOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) return left.Length.CompareTo(right.Length);
        return Rank(left[same]).CompareTo(Rank(right[same]));
    }

    private static int Rank(char unit) => unit switch
    {
        < '\uD800' => unit,
        < '\uE000' => unit + 0x2000,
        _ => unit - 0x800,
    };
}
