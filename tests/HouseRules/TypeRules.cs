using System.Reflection;

namespace Spydra.HouseRules;

public sealed class TypeRules
{
    private static readonly string[] ForbiddenEndings = ["Util", "Utils", "Helper", "Helpers", "Manager", "Impl", "Common"];

    private static readonly Assembly[] Ours = [typeof(SpydraException).Assembly, typeof(History.YarnApplicationId).Assembly, typeof(Emulator.EmulatorServer).Assembly, typeof(Cli.Terminal).Assembly];

    private static IEnumerable<Type> Types => Ours.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("Spydra", StringComparison.Ordinal) == true && !type.Name.Contains('<'));

    [Fact]
    public void A_class_is_sealed_static_or_abstract_unless_another_one_of_ours_is_made_from_it()
    {
        var bases = Types.Select(type => type.BaseType).ToHashSet();
        var open = Types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !bases.Contains(type)).Select(type => type.FullName);

        Assert.Empty(open);
    }

    [Fact]
    public void The_cancellation_token_comes_last()
    {
        var wrong = from type in Types
                    from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                    where !method.Name.Contains('<')
                    let parameters = method.GetParameters()
                    where parameters.SkipLast(1).Any(parameter => parameter.ParameterType == typeof(CancellationToken))
                    where parameters[^1].ParameterType != typeof(CancellationToken)
                    select $"{type.FullName}.{method.Name}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void No_type_is_named_for_what_it_helps()
    {
        var wrong = Types.Where(type => ForbiddenEndings.Any(ending => type.Name.EndsWith(ending, StringComparison.Ordinal))).Select(type => type.FullName);

        Assert.Empty(wrong);
    }

    [Fact]
    public void Mutable_statics_do_not_exist()
    {
        var wrong = from type in Types
                    from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                    where field is { IsInitOnly: false, IsLiteral: false } && !field.Name.Contains('<')
                    select $"{type.FullName}.{field.Name}";

        Assert.Empty(wrong);
    }
}
