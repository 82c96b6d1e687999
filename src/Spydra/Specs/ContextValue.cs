namespace Spydra.Specs;

/// <summary>A value that no layer of the spec has, and where it comes from.</summary>
/// <param name="Text">The value.</param>
/// <param name="Origin">Where it comes from, to be read after "from": <c>environment variable GOOGLE_CLOUD_PROJECT</c>.</param>
public sealed record ContextValue(string Text, string Origin)
{
    /// <summary>A value of the environment, without saying more.</summary>
    public static implicit operator ContextValue?(string? text) => FromString(text);

    /// <summary>A value of the environment, without saying more.</summary>
    public static ContextValue? FromString(string? text) => text is null ? null : new(text, "environment");

    /// <summary>The value of an environment variable; null where it is not set.</summary>
    public static ContextValue? OfVariable(string name, string? value) =>
        string.IsNullOrEmpty(value) ? null : new(value, "environment variable " + name);

    internal SpecLocation At => new(Origin);
}
