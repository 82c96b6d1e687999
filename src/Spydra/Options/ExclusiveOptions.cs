using System.Collections.Immutable;

namespace Spydra.Options;

/// <summary>At most one side may be given, also in its <c>no-</c> form; the options of one side may stand together.</summary>
public sealed record ExclusiveOptions(ImmutableArray<ImmutableArray<string>> Sides)
{
    /// <summary>Options of which at most one may be given.</summary>
    public static ExclusiveOptions Of(params string[] names) => new([.. names.Select(name => ImmutableArray.Create(name))]);

    /// <summary>The options that cannot stand beside this one.</summary>
    public IEnumerable<string> Against(string name) =>
        Sides.Any(side => side.Contains(name)) ? Sides.Where(side => !side.Contains(name)).SelectMany(side => side) : [];

    /// <summary>A problem for each side beyond the first that is given, at its first option.</summary>
    public IEnumerable<OptionProblem> Check(OptionValues values)
    {
        var given = Sides.Select(side => side.FirstOrDefault(name => values.Has(name) || values.Has("no-" + name))).OfType<string>().ToList();
        return given.Skip(1).Select(name => new OptionProblem(
            name, $"cannot stand beside '{given[0]}'.", "Remove one of the two.", Other: given[0]));
    }
}
