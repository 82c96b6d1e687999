using System.Buffers.Text;
using System.Text;

namespace Spydra.Emulator.Storage;

/// <summary>Where the next page begins. To clients it is opaque text.</summary>
internal sealed record PageToken(PageToken.Place Where, string Name)
{
    internal enum Place
    {
        /// <summary>After the item of this name.</summary>
        AfterItem,

        /// <summary>After all names that begin with this one.</summary>
        AfterPrefix,
    }

    /// <exception cref="StorageError">400: not a token of ours.</exception>
    public static PageToken Parse(string text)
    {
        try
        {
            var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
            if (plain.Length > 1 && plain[0] - '0' is >= (int)Place.AfterItem and <= (int)Place.AfterPrefix and var place)
                return new PageToken((Place)place, plain[1..]);
        }
        catch (FormatException)
        {
            // Said below, like every other token that is not ours.
        }

        throw StorageError.Invalid($"Invalid pageToken: '{text}'. Use the nextPageToken of the page before.");
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{(int)Where}{Name}"));
}
