using System.Text;

namespace Spydra.Emulator.Storage;

/// <summary>What may be an object's name: 1 to 1024 bytes of UTF-8. Names are data here, never paths, so slashes, dots and control characters are welcome.</summary>
internal static class ObjectName
{
    private const int LongestUtf8 = 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="StorageError">400: too long, empty, or no text at all (half a surrogate pair).</exception>
    public static void Check(string name)
    {
        if (name.Length == 0) throw StorageError.Required("name");
        try
        {
            if (Strict.GetByteCount(name) > LongestUtf8)
                throw StorageError.Invalid($"The maximum object length is {LongestUtf8} characters, but got a name with {Strict.GetByteCount(name)} bytes of UTF-8.");
        }
        catch (EncoderFallbackException)
        {
            throw StorageError.Invalid("The object's name is not valid Unicode text.");
        }
    }
}
