using System.Globalization;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Storage;

/// <summary>The query parameters that many methods share. A parameter nobody knows is passed over, as the service does.</summary>
internal static class StorageQuery
{
    /// <exception cref="StorageError">400: no whole number.</exception>
    public static long? Number(Call call, string name)
    {
        if (call.Query(name) is not { Length: > 0 } text) return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new StorageError(400, "invalidParameter", $"Invalid value for '{name}': '{text}' is no whole number.") { Location = (name, "parameter") };
    }

    public static bool Flag(Call call, string name) => string.Equals(call.Query(name), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The object of the path, with the generation of the query.</summary>
    public static ObjectAddress Address(Call call) => new(call["bucket"], call["object"], Number(call, "generation"));

    public static Preconditions Conditions(Call call) => Conditions(call, "if");

    public static Preconditions SourceConditions(Call call) => Conditions(call, "ifSource");

    private static Preconditions Conditions(Call call, string start) => new(
        Number(call, start + "GenerationMatch"),
        Number(call, start + "GenerationNotMatch"),
        Number(call, start + "MetagenerationMatch"),
        Number(call, start + "MetagenerationNotMatch"));
}
