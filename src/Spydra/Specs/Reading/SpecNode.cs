using System.Collections.Immutable;

namespace Spydra.Specs.Reading;

/// <summary>A key of an object, with the place of the key.</summary>
internal sealed record SpecMember(string Key, SpecLocation KeyAt, SpecNode Value);

/// <summary>A JSON value that knows where it stands.</summary>
internal abstract record SpecNode(SpecLocation At)
{
    /// <summary>What it is, for a sentence: <c>the string "two"</c>.</summary>
    public abstract string Description { get; }

    /// <summary>The text of a string, number or boolean as it is written; null for anything else.</summary>
    public virtual string? ScalarText => null;

    public sealed record Text(string Value, SpecLocation At) : SpecNode(At)
    {
        public override string Description => Value.Length == 0 ? "an empty string" : $"the string \"{Value}\"";

        public override string ScalarText => Value;
    }

    public sealed record Number(string Raw, SpecLocation At) : SpecNode(At)
    {
        public override string Description => $"the number {Raw}";

        public override string ScalarText => Raw;
    }

    public sealed record Boolean(bool Value, SpecLocation At) : SpecNode(At)
    {
        public override string Description => ScalarText;

        public override string ScalarText => Value ? "true" : "false";
    }

    public sealed record Null(SpecLocation At) : SpecNode(At)
    {
        public override string Description => "null";
    }

    public sealed record Array(ImmutableArray<SpecNode> Items, SpecLocation At) : SpecNode(At)
    {
        public override string Description => "a list";
    }

    /// <summary>Members in order; a key that is written twice is there twice.</summary>
    public sealed record Object(ImmutableArray<SpecMember> Members, SpecLocation At) : SpecNode(At)
    {
        public override string Description => "an object";
    }
}
